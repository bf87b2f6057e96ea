"""How many requests may do something dear at the same time; a few more wait, and the others are told to come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipelines.server.problems import Problem

WAITING = 200
WAIT_SECONDS = 5.0


class Crowd:
    """`at_once` places, and `waiting` who wait for one for `seconds` at the most."""

    def __init__(self, at_once: int, waiting: int = WAITING, seconds: float = WAIT_SECONDS) -> None:
        self._places, self._most, self._seconds = asyncio.Semaphore(at_once), waiting, seconds
        self._waiting = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Errors: Problem 503 `busy`."""
        if self._places.locked():
            await self._wait()
        else:
            await self._places.acquire()
        try:
            yield
        finally:
            self._places.release()

    async def _wait(self) -> None:
        if self._waiting >= self._most:
            raise busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._places.acquire()
        except TimeoutError:
            raise busy() from None
        finally:
            self._waiting -= 1


def busy() -> Problem:
    detail = "too many others ask for the same kind of thing; try again in a moment"
    return Problem(503, "busy", detail, headers={"Retry-After": "2"})
