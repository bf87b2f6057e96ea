"""Lets a few steps at a time begin, so that short ones keep to a few warm processes instead of waking all of them.

A step that has run for longer than a moment is waiting for something else, so it gives its turn to the next: the gate
delays nobody by more than a moment per turn, and bounds nothing (the pool's size does that).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MOMENT = 0.02  # seconds
TURNS = 2 * (os.cpu_count() or 1)


class Gate:
    def __init__(self, turns: int = TURNS) -> None:
        self._turns = asyncio.Semaphore(turns)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        await self._turns.acquire()
        timer = asyncio.get_running_loop().call_later(MOMENT, self._turns.release)
        try:
            yield
        finally:
            if timer.when() > asyncio.get_running_loop().time() and not timer.cancelled():
                timer.cancel()
                self._turns.release()
