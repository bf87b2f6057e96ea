"""Limits how many steps start at once, so that short steps reuse a few warm processes instead of waking all of them.

A step that has run for 20 ms is most likely waiting for I/O, so it passes its turn on: each turn delays a step by 20 ms
at most. How many steps run at once is bounded by the pool's size, not here.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TURN_SECONDS = 0.02
TURNS = 2 * (os.cpu_count() or 1)


class StartLimit:
    """At most `turns` steps are in their first 20 ms."""

    def __init__(self, turns: int = TURNS) -> None:
        self._turns = asyncio.Semaphore(turns)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        await self._turns.acquire()
        timer = asyncio.get_running_loop().call_later(TURN_SECONDS, self._turns.release)
        try:
            yield
        finally:
            if timer.when() > asyncio.get_running_loop().time() and not timer.cancelled():
                timer.cancel()
                self._turns.release()
