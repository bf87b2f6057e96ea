"""Runs long-lived tasks of one event loop and starts each again after any error, with growing pauses.

A task that hangs, so that it no longer beats, is cancelled and started again like one that failed. Time in which this
process did not run at all (SIGSTOP, a closed lid) is nobody's silence.
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Self

from pipelines.core.supervision.pulse import Pulse, TaskFault, TaskState, summary
from steps.core.logs.exceptions import describe
from steps.core.logs.lines import FIELDS

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 10.0  # seconds before a task is started again
TICK_SECONDS = 0.5
MOST_PER_TICK = 2.0  # more than that passed without us: this process was stopped
Main = Callable[[Pulse], Awaitable[None]]
log = logging.getLogger(__name__)


def pauses(first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE) -> Iterator[float]:
    """Seconds between one try and the next: doubled up to `longest`, each shortened by up to a half at random."""
    pause = first
    while True:
        yield pause * random.uniform(0.5, 1.0)
        pause = min(longest, pause * 2)


@dataclass(eq=False)
class _Task:
    main: Main
    pulse: Pulse
    ends: bool
    keeper: asyncio.Task[None] | None = None
    life: asyncio.Future[None] | None = None
    hung: bool = False


class Supervisor:
    """An async context manager: at its end all tasks are cancelled and waited for.

    `patience`: seconds that a task may not live before `lost` raises. `told`: is given the states at every tick.
    """

    def __init__(
        self,
        *,
        patience: float = math.inf,
        tick: float = TICK_SECONDS,
        told: Callable[[list[TaskState]], None] | None = None,
    ) -> None:
        self._patience, self._tick, self._told = patience, tick, told
        self._tasks: dict[str, _Task] = {}
        self._ticker: asyncio.Task[None] | None = None
        self._down = asyncio.Event()
        self._why = ""

    def start(self, name: str, main: Main, *, silence: float, ends: bool = False) -> asyncio.Task[None]:
        """Run it from now on. `silence`: seconds without a beat after which it counts as hanging; `ends`: it may end
        by itself. A task of the same name that is about to end is replaced."""
        task = self._tasks[name] = _Task(main, Pulse(name, silence), ends)
        task.keeper = asyncio.create_task(self._keep(task), name=f"keep {name}")
        return task.keeper

    def states(self) -> list[TaskState]:
        """What is known of each task now; from any thread."""
        return [task.pulse.state() for task in list(self._tasks.values())]

    async def lost(self) -> None:
        """Wait until a task has not lived for longer than `patience`. Errors: TaskFault, then, which names it."""
        await self._down.wait()
        raise TaskFault(self._why)

    async def __aenter__(self) -> Self:
        self._ticker = asyncio.create_task(self._watch(), name="supervisor")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Cancel all tasks and wait for their ends."""
        running = [one for one in (self._ticker, *(task.keeper for task in self._tasks.values())) if one]
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _keep(self, task: _Task) -> None:
        waits, again = pauses(), False
        try:
            while True:
                task.hung = False
                task.pulse.begin(again=again)
                error = await self._live(task)
                if error is None:
                    break
                if task.pulse.steady:
                    waits = pauses()
                task.pulse.failed(error)
                again, pause = True, next(waits)
                told = {"task": task.pulse.name, "error": summary(error), "again_in": round(pause, 2)}
                log.warning("task_failed", extra={FIELDS: {**describe(error), **told}})
                await asyncio.sleep(pause)
        except asyncio.CancelledError:
            self._forget(task)
            raise
        except Exception as error:  # a fault of our own: the task stays known, as one that does not live
            task.pulse.failed(error)
            log.exception("supervisor_failed")
            return
        self._forget(task)

    def _forget(self, task: _Task) -> None:
        if self._tasks.get(task.pulse.name) is task:
            del self._tasks[task.pulse.name]

    async def _live(self, task: _Task) -> BaseException | None:
        """One life; the error that ended it, None if it ended by itself and may."""
        life = task.life = asyncio.ensure_future(task.main(task.pulse))
        try:
            await asyncio.wait([life])
        except asyncio.CancelledError:
            life.cancel()
            await asyncio.wait([life])
            raise
        if task.hung:
            return _hung(task.pulse)
        if life.cancelled():
            return TaskFault("it was cancelled from inside")
        return life.exception() or (None if task.ends else TaskFault("it ended by itself"))

    async def _watch(self) -> None:
        before = monotonic()
        while True:
            await asyncio.sleep(self._tick)
            now = monotonic()
            passed, before = min(now - before, MOST_PER_TICK), now
            try:
                self._look(passed)
            except Exception:  # whoever is told may fail; the tasks are watched all the same
                log.exception("supervisor_failed")

    def _look(self, passed: float) -> None:
        for task in list(self._tasks.values()):
            pulse = task.pulse
            pulse.passed(passed)
            if pulse.hanging and not task.hung and task.life is not None and not task.life.done():
                task.hung = True
                pulse.failed(_hung(pulse))
                task.life.cancel()
            if pulse.down > self._patience and not self._down.is_set():
                why = pulse.state().error
                self._why = f"the task {pulse.name} has not lived for {pulse.down:.0f} s: {why}"
                self._down.set()
        if self._told is not None:
            self._told(self.states())


def _hung(pulse: Pulse) -> TaskFault:
    return TaskFault(f"no sign of life for {pulse.silence:.0f} s")
