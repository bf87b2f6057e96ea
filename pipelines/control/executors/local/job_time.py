"""How much of its time a job has left: its deadline is the database's, and stands still while the job lacks what every
job runs on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from pipelines.control.executors.local.idle_time import IdleTime
from pipelines.control.executors.local.work_clock import WorkClock

IDLE_SECONDS = 1.0  # of idle time that are worth a row's update, and between looks at a job that is idle
SecondsLeft = Callable[[], Awaitable[float | None]]
GiveBack = Callable[[float], Awaitable[None]]


class JobTime:
    """`deadline` is on `clock`. `seconds_left` asks how far off the deadline is by now: it moves when nobody could work
    on the job, and `give_back` moves it by the seconds in which it was idle. `over`: the deadline has passed."""

    def __init__(
        self, clock: WorkClock, deadline: float, seconds_left: SecondsLeft, give_back: GiveBack
    ) -> None:
        self.clock, self.idle, self.over = clock, IdleTime(clock), False
        self._deadline, self._seconds_left, self._give_back = deadline, seconds_left, give_back

    @contextlib.asynccontextmanager
    async def limited(self) -> AsyncIterator[None]:
        """Errors: TimeoutError once the job's time is over."""
        async with asyncio.timeout(None) as limit:
            ends = asyncio.create_task(self._end(limit))
            try:
                yield
            finally:
                ends.cancel()

    async def settle(self) -> None:
        """Give back what the job was idle for by now."""
        if (seconds := self.idle.seconds()) >= IDLE_SECONDS:
            await self._give_back(seconds)
            self.idle.given_back(seconds)

    async def _end(self, limit: asyncio.Timeout) -> None:
        await self.clock.sleep_until(self._deadline)
        while (left := await self._left()) > 0:
            await self.clock.sleep_until(self.clock.now() + left)
        self.over = True
        limit.reschedule(asyncio.get_running_loop().time())

    async def _left(self) -> float:
        left = (await self._seconds_left() or 0.0) + self.idle.seconds()
        return max(left, IDLE_SECONDS) if self.idle.now else left
