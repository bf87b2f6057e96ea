"""The jobs that a dispatcher has at work, a task each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from typing import Any
from uuid import UUID

from pipelines.control.dispatched_job import DispatchedJob

Run = Callable[[DispatchedJob], Coroutine[Any, Any, None]]
log = logging.getLogger(__name__)


class AtWork:
    """`ended` is told of each job's end."""

    def __init__(self, ended: Callable[[], None]) -> None:
        self._tell = ended
        self._tasks: dict[asyncio.Task[None], DispatchedJob] = {}
        self._fresh: set[UUID] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def fresh(self) -> int:
        """How many were taken and had no turn of the event loop yet, so that no executor knows of them."""
        return len(self._fresh)

    @property
    def ids(self) -> list[UUID]:
        return [job.id for job in self._tasks.values()]

    def begin(self, job: DispatchedJob, run: Run) -> None:
        self._fresh.add(job.id)
        task = asyncio.create_task(self._run(job, run))
        self._tasks[task] = job
        task.add_done_callback(self._ended)

    async def _run(self, job: DispatchedJob, run: Run) -> None:
        self._fresh.discard(job.id)
        await run(job)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if (job := self._tasks.pop(task, None)) is not None:
            self._fresh.discard(job.id)  # cancelled before its first turn
        self._tell()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("job_not_ended", exc_info=error)

    def cancel(self, jobs: Collection[UUID]) -> None:
        for task, job in self._tasks.items():
            if job.id in jobs:
                task.cancel()

    async def wait(self, seconds: float) -> None:
        """Until one has ended, for so long at the most."""
        await asyncio.wait(self._tasks, timeout=seconds)

    async def stop(self) -> list[DispatchedJob]:
        """Cancel all that are left, and wait for their ends; which they were."""
        unfinished = dict(self._tasks)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        return list(unfinished.values())
