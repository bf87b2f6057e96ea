"""Steps of one job that one worker runs one after the other, each begun with the end of the one before."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from pipelines.control.executors.local.messages import encode
from pipelines.control.executors.local.start_limit import Turn
from pipelines.control.executors.local.work_clock import WorkClock
from pipelines.control.executors.local.worker_handle import Answer, Worker, ended_as
from pipelines.control.exit_reason import KILLED
from pipelines.core.rendered.backoff import Ended
from pipelines.core.rendered.container import memory_limit
from pipelines.core.rendered.template import Template
from steps.core.needs import Needs

GRACE_SECONDS = 5.0  # between SIGTERM and SIGKILL; Kubernetes gives 30, but here a user waits
LATE = "step exceeded its deadline"


@dataclass(frozen=True)
class Part:
    """One `python -m steps`: its arguments, what it needs, and bytes of memory that it may use."""

    arguments: Sequence[str]
    memory: int
    needs: Needs = frozenset()


def part_of(template: Template, arguments: Sequence[str]) -> Part:
    """Errors: ConfigurationError `unsupported_template`."""
    return Part(arguments, memory_limit(template), template.needs)


class Chain:
    """`told`: the variables that are of each part's needs alone. `turn` is renewed with each part, and `kept` is held
    until it is over; `free`: told of a worker that is clean then. `goes_on`: the worker has begun the next part."""

    def __init__(
        self,
        worker: Worker,
        clock: WorkClock,
        told: Sequence[Mapping[str, str]],
        turn: Turn,
        kept: AsyncExitStack,
        free: Callable[[Worker], None],
    ) -> None:
        self._worker, self._clock, self._told, self._turn = worker, clock, told, turn
        self._kept, self._free = kept, free
        self._answers = list(worker.answers)
        self._place = 0
        self.goes_on = False

    async def answer(self, seconds: float, over: Callable[[], bool] = lambda: False) -> Ended:
        """How the part that runs now ended. `seconds` (in which it could work) are a hard limit; `over` tells whoever
        cancels whether that is because the job's time is over."""
        self.goes_on = False
        answered, started = self._answers[self._place], time.monotonic()
        try:
            in_time = await self._in_time(answered, seconds)
        except asyncio.CancelledError:
            await self.end(told=over())
            raise
        answer = answered.result()
        took = time.monotonic() - started
        if answer.get("goes_on"):
            self._place += 1
            self.goes_on = True
            self._turn.renew()
            await self._tell()
            return Ended(0, seconds=took)
        await self._kept.aclose()
        if self._worker.killed is not None:
            return Ended(self._worker.killed.exit_code, self._worker.killed.message, seconds=took)
        if not in_time:
            answer |= {"message": LATE, "error": None}
        if not answer["retire"]:
            self._free(self._worker)
        return ended_as(answer, took)

    async def _in_time(self, answered: asyncio.Future[Answer], seconds: float) -> bool:
        try:
            await self._clock.within(answered, seconds)
        except TimeoutError:
            await self._stop()
            return False
        return True

    async def end(self, *, told: bool) -> None:
        """It is not waited for any more. `told`: it is told first, and has time to record how it ended."""
        try:
            if told:
                await self._stop()
            else:
                self._worker.kill(Ended(KILLED, "cancelled"))
        finally:
            self.goes_on = False
            await self._kept.aclose()

    async def _tell(self) -> None:
        """A part's own variables follow when it is its turn, so that no step before it finds them."""
        if told := self._told[self._place]:
            try:
                await self._worker.send(encode(dict(told)), GRACE_SECONDS)
            except OSError:
                return  # it has ended; its answer says how

    async def _stop(self) -> None:
        """As Kubernetes stops a pod: told to end, and killed if it has not within the grace period."""
        self._worker.tell_to_stop()
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                await asyncio.shield(self._worker.over)
        except TimeoutError:
            self._worker.kill(Ended(KILLED, LATE))
            await asyncio.shield(self._worker.over)
