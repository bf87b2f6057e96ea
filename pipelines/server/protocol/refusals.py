"""What is refused before there is a request that the app could answer: the same problems, as bytes."""

from __future__ import annotations

from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from pipelines.server.access.guard import HEADERS, with_headers
from pipelines.server.problems import Problem

AGAIN = {"Retry-After": "2"}


class Refused(Exception):
    """Raised while a request is parsed; `problem` is the answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def not_http() -> Problem:
    return Problem(400, "not_http", "this is not a valid HTTP/1.1 request")


def too_slow(what: str) -> Problem:
    return Problem(408, "too_slow", f"the request's {what} came too slowly")


def url_too_long(limit: int) -> Problem:
    return Problem(414, "url_too_long", f"the URL is longer than {limit:,} bytes")


def headers_too_large(limit: int) -> Problem:
    return Problem(431, "headers_too_large", f"the request's headers are larger than {limit:,} bytes")


def too_many_headers(limit: int) -> Problem:
    return Problem(431, "headers_too_large", f"the request has more than {limit} headers")


def too_many_connections() -> Problem:
    detail = "the server answers as many requests as it can; try again in a moment"
    return Problem(503, "too_many_requests", detail, headers=AGAIN)


async def turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    """The app's place where no more requests may be answered."""
    problem = too_many_connections()
    problem.headers["Connection"] = "close"
    await problem.response()(scope, receive, with_headers(send))


def as_bytes(problem: Problem) -> bytes:
    """A whole HTTP/1.1 response, the last one on its connection."""
    response = problem.response()
    headers = {
        **{name.decode(): value.decode() for name, value in response.raw_headers},
        **HEADERS,
        "cache-control": "no-store",
        "connection": "close",
    }
    status = f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}"
    lines = [status, *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + bytes(response.body)
