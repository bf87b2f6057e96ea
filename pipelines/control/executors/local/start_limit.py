"""Limits how many steps start at once, so that short steps reuse a few warm processes instead of waking all of them.

A step that has run for 20 ms is most likely waiting for I/O, so it passes its turn on: each turn delays a job by 20 ms
for each of its steps at most. How many steps run at once is bounded by the pool's size, not here.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TURN_SECONDS = 0.02
TURNS = 2 * (os.cpu_count() or 1)


class Turn:
    """What a process has while its step is a short one."""

    def __init__(self, turns: asyncio.Semaphore, seconds: float) -> None:
        self._turns, self._seconds = turns, seconds
        self._held = True
        self._begin()

    def _begin(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self.end)

    def renew(self) -> None:
        """The process went on with its next step. A turn that was passed on does not come back."""
        if self._held:
            self._timer.cancel()
            self._begin()

    def end(self) -> None:
        """Pass it on, if that was not done before."""
        self._timer.cancel()
        if self._held:
            self._held = False
            self._turns.release()


class StartLimit:
    """At most `turns` processes are in the first `seconds` of a step."""

    def __init__(self, turns: int = TURNS, seconds: float = TURN_SECONDS) -> None:
        self._turns, self._seconds = asyncio.Semaphore(turns), seconds

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        await self._turns.acquire()
        turn = Turn(self._turns, self._seconds)
        try:
            yield turn
        finally:
            turn.end()
