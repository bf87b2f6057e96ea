"""Errors as callers get them: application/problem+json (RFC 9457), with each fault named by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from pydantic_core import InitErrorDetails
from starlette.exceptions import HTTPException

from pipelines.operations.ids.short_ids import UnknownJob
from pipelines.operations.known.nearest import UnknownName, nearest
from steps.core.errors import PermanentError, StepError
from steps.core.json_reading import JsonFault
from steps.core.validation import faults

MEDIA_TYPE = "application/problem+json"
_QUOTED = re.compile(r"'([^']*)'")


class Problem(Exception):
    """A request that cannot be served: status, a stable `code`, a sentence, and faults as `field: sentence`."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        faults: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.faults = status, code, detail, faults
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        }
        if self.faults:
            body["errors"] = [_fault(sentence) for sentence in self.faults]
        return body

    def response(self) -> JSONResponse:
        return JSONResponse(self.body(), self.status, self.headers, MEDIA_TYPE)


def _fault(sentence: str) -> dict[str, str]:
    field, _, message = sentence.partition(": ")
    return {"field": field, "message": message} if message else {"field": "", "message": field}


def _named(fault: Mapping[str, Any]) -> InitErrorDetails:
    """FastAPI's fault as pydantic's, by the parameter's own name (it begins with where the parameter stands)."""
    where, context = tuple(fault["loc"]), dict(fault.get("ctx", {}))
    if "expected" in context and isinstance(given := fault.get("input"), str):
        context["expected"] += nearest(given, _QUOTED.findall(context["expected"]))
    return InitErrorDetails(type=fault["type"], loc=where[1:] or where, input=None, ctx=context)


def install(app: FastAPI) -> None:
    """Every error that leaves the app is a problem; what we did not foresee says nothing of its inside."""

    @app.exception_handler(Problem)
    async def problem(request: Request, error: Problem) -> JSONResponse:
        return error.response()

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        named = ValidationError.from_exception_data("request", [_named(fault) for fault in error.errors()])
        return Problem(422, "invalid_request", "the request is not valid", faults=faults(named)).response()

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        if isinstance(fault := error.__cause__, JsonFault):
            named = [str(fault)] if fault.field else []
            detail = "the body cannot be read" if named else f"the body {fault.sentence}"
            return Problem(400, "not_json", detail, faults=named).response()
        code = HTTPStatus(error.status_code).name.lower()
        return Problem(error.status_code, code, str(error.detail), headers=error.headers).response()

    @app.exception_handler(UnknownName)
    async def unknown(request: Request, error: UnknownName) -> JSONResponse:
        return Problem(422, "invalid_request", "the request is not valid", faults=[error.message]).response()

    @app.exception_handler(UnknownJob)
    async def no_job(request: Request, error: UnknownJob) -> JSONResponse:
        return no_such_job(error).response()

    @app.exception_handler(StepError)
    async def refused(request: Request, error: StepError) -> JSONResponse:
        status = 422 if isinstance(error, PermanentError) else 503
        return Problem(status, error.code, error.message).response()

    @app.exception_handler(psycopg.OperationalError)
    async def away(request: Request, error: psycopg.OperationalError) -> JSONResponse:
        return database_away().response()

    @app.exception_handler(psycopg.DataError)
    async def not_storable(request: Request, error: psycopg.DataError) -> JSONResponse:
        if error.sqlstate is not None:
            raise error  # PostgreSQL's own: no request's fault
        return Problem(
            422, "invalid_request", "a text of the request cannot be given to PostgreSQL"
        ).response()


def no_such_job(error: UnknownJob) -> Problem:
    """404 for a job that is not there; 422 by its field for a text that calls none, or more than one."""
    if not error.candidates and error.code != "not_an_id":
        return Problem(404, "no_such_job", "there is no such job")
    told = [error.message]
    if error.candidates:
        return Problem(422, "ambiguous_id", "more than one job is called so", faults=told)
    return Problem(422, "invalid_request", "the request is not valid", faults=told)


def database_away() -> Problem:
    detail = "PostgreSQL does not answer; try again in a moment"
    return Problem(503, "database_unavailable", detail, headers={"Retry-After": "2"})
