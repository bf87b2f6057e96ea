"""Bodies of requests: bounded while they are read, whatever their header says, each and all together."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

MAX_BODY = 1_300_000  # an event of 1 MiB with its envelope
LIMITS = {"/api/events": 16 * 2**20}
UPLOADS = "/api/documents"  # goes to a file, and is measured where it is written
ALL_BODIES = 128 * 2**20  # in memory at once


class BodyMemory:
    """How much of all requests' bodies is in memory, or in files."""

    def __init__(self, most: int = ALL_BODIES) -> None:
        self._most, self.used = most, 0

    def take(self, count: int) -> None:
        """Errors: HTTPException 503."""
        if count and self.used + count > self._most:
            raise HTTPException(503, "too many bodies are on their way; try again", {"Retry-After": "2"})
        self.used += count


class BoundedBody:
    """The body of one request, no longer than its path's limit. `done`: it is not kept any more."""

    def __init__(self, scope: Scope, receive: Receive, memory: BodyMemory) -> None:
        self._receive, self._memory = receive, memory
        self._limit = None if scope["path"] == UPLOADS else LIMITS.get(scope["path"], MAX_BODY)
        self._told = Headers(scope=scope).get("content-length", "")
        self._read = 0

    async def receive(self) -> Message:
        """Errors: HTTPException 413 or 503."""
        if self._limit is not None and self._told.isdigit() and int(self._told) > self._limit:
            raise too_large(self._limit)
        message = await self._receive()
        count = len(message.get("body", b""))
        if self._limit is not None and self._read + count > self._limit:
            raise too_large(self._limit)
        self._memory.take(count)
        self._read += count
        return message

    def done(self) -> None:
        self._memory.used -= self._read


def too_large(limit: int) -> HTTPException:
    return HTTPException(413, f"the body is larger than {limit:,} bytes", {"Connection": "close"})
