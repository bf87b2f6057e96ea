"""Bodies of requests: bounded while they are read, whatever their header says."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

MAX_BODY = 1_300_000  # an event of 1 MiB with its envelope
LIMITS = {"/api/events": 16 * 2**20}
UPLOADS = "/api/documents"  # has a limit of its own


def limited(scope: Scope, receive: Receive) -> Receive:
    """Gives no more than the path's limit of bytes. Errors: HTTPException 413."""
    if scope["path"] == UPLOADS:
        return receive
    limit = LIMITS.get(scope["path"], MAX_BODY)
    told = Headers(scope=scope).get("content-length", "")
    left = limit

    async def bounded() -> Message:
        nonlocal left
        if told.isdigit() and int(told) > limit:
            raise too_large(limit)
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise too_large(limit)
        return message

    return bounded


def too_large(limit: int) -> HTTPException:
    return HTTPException(413, f"the body is larger than {limit:,} bytes", {"Connection": "close"})
