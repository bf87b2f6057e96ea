"""Errors of requests for pages are pages too: the same problem that the API tells, told for people."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.responses import Response

from pipelines.server.pages.page_templates import asked_by_script, page
from pipelines.server.problems import MEDIA_TYPE

PROGRAMS = ("/api/", "/health/", "/hooks/", "/metrics", "/static/")
Handler = Callable[[Request, Any], Awaitable[Response]]


def install(app: FastAPI) -> None:
    for error, handler in list(app.exception_handlers.items()):
        app.add_exception_handler(error, told_for_people(cast(Handler, handler)))


def told_for_people(handler: Handler) -> Handler:
    async def told(request: Request, error: Any) -> Response:
        response = await handler(request, error)
        program = request.url.path.startswith(PROGRAMS) or asked_by_script(request)
        if program or response.headers.get("content-type") != MEDIA_TYPE:
            return response
        problem = json.loads(bytes(response.body))
        made = page("problem.html", status=response.status_code, problem=problem)
        made.headers.update({k: v for k, v in response.headers.items() if k in ("retry-after", "allow")})
        return made

    return told
