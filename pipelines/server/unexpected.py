"""The answer to what nobody foresaw: a problem as any other, with the headers of every answer.

It leaves from the outermost layer, past the guard that adds them to all others.
"""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import Response

from pipelines.server.access.guard import HEADERS
from pipelines.server.pages.error_pages import told_for_people
from pipelines.server.problems import Problem

LAST = {
    "cache-control": "no-store",
    "connection": "close",
}  # uvicorn closes it, as the exception goes on to its log


def install(app: FastAPI) -> None:
    """The exception itself is logged by the server, and nothing of it is told."""

    async def problem(request: Request, error: Exception) -> Response:
        detail = "this was not foreseen; the server's log says where it happened"
        return Problem(500, "unexpected", detail).response()

    told = told_for_people(problem)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        response = await told(request, error)
        for name, value in {**HEADERS, **LAST}.items():
            response.headers.setdefault(name, value)
        return response
