"""A clock of the seconds in which this process ran: a closed lid or a stopped process does not move it.

time.monotonic() goes on while a process is stopped (SIGSTOP, a frozen container, a paused virtual machine), so a limit
measured by it ends attempts that had no chance to work.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

LONGEST_TICK = 2.0  # seconds between two looks that still count as work; a busy event loop may be late
T = TypeVar("T")


class WorkClock:
    """`now` is seconds since it was made. Somebody has to look at it at least once a second; the watch over the workers
    does."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._looked, self._worked = monotonic(), 0.0

    def now(self) -> float:
        looked = self._monotonic()
        self._worked += min(looked - self._looked, LONGEST_TICK)
        self._looked = looked
        return self._worked

    async def sleep_until(self, when: float) -> None:
        while (left := when - self.now()) > 0:
            await asyncio.sleep(left)

    async def within(self, answer: asyncio.Future[T], seconds: float) -> T:
        """The answer, which is left alone when it does not come in time. Errors: TimeoutError."""
        end = self.now() + seconds
        while True:
            try:
                async with asyncio.timeout(max(0.0, end - self.now())):
                    return await asyncio.shield(answer)
            except TimeoutError:
                if answer.done() or self.now() >= end:
                    raise
