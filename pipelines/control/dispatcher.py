"""Takes queued jobs whose time has come and hands them to the executor; takes over jobs whose dispatcher is gone.

Ownership is an advisory lock that PostgreSQL drops with the connection, so a dispatcher that was killed or lost its
network is recognised without leases or heartbeats, and any number of dispatchers may run side by side. A dispatcher
that loses its connection stops all it runs before it comes back under a new number: nothing runs twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from pipelines.core.rendered.backoff import unavailable_wait
from steps.core.errors import StepError
from steps.core.models import Model
from steps.core.outcome import JobError
from steps.core.postgres.connect import behind_pooler, connect_async
from steps.core.postgres.failures import waits_for
from steps.core.postgres.pooler import require_session
from steps.core.postgres.sql import load
from steps.core.status import JobStatus

QUERIES = load("dispatcher.sql", "pipelines.control")
POLL_SECONDS = 1.0
ADOPT_SECONDS = 2.0
CANCELLED, WAKE = "jobs_cancelled", "jobs_wake"  # channels whose payload is a job's id
log = logging.getLogger(__name__)


class DispatchedJob(Model):
    """A job's row as the dispatcher needs it."""

    id: UUID
    pipeline: str
    generation: int
    workflow: str
    deadline_at: datetime | None


class Executor(Protocol):
    """Runs dispatched jobs. `run` returns when the job needs no more watching."""

    name: str

    async def run(self, job: DispatchedJob, connection: psycopg.AsyncConnection[Any]) -> None: ...

    def wake(self, job_id: UUID) -> None:
        """The provider that this job waits for is done: look again now instead of at the next poll."""
        ...

    def busy(self) -> int:
        """Jobs that hold a place now; those that only wait for a retry do not."""
        ...


class Dispatcher:
    """`budgets`: seconds by pipeline. `places`: jobs at work at once. `only_job`: look at this one job alone.
    `live_workflows`: how many jobs may be on the cluster at once, whichever dispatcher brought them there."""

    def __init__(
        self,
        url: str,
        executor: Executor,
        budgets: Mapping[str, float],
        *,
        places: int = 32,
        only_job: UUID | None = None,
        live_limit: int = 1000,
        live_workflows: int | None = None,
    ) -> None:
        self._url, self._executor, self._places = url, executor, places
        self._budgets = Jsonb(dict(budgets))
        self._known = frozenset(budgets)
        self._live_limit = live_limit
        self._common = {"only_job": only_job, "executor": executor.name, "live_workflows": live_workflows}
        self._running: dict[asyncio.Task[None], UUID] = {}
        self._wake = asyncio.Event()
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Dispatch until cancelled. Whatever happens to the connection, it starts over."""
        while True:
            try:
                await self._serve()
            except (psycopg.OperationalError, OSError) as error:
                log.warning("dispatcher_disconnected", extra={"error": type(error).__name__})
                await asyncio.sleep(0.5)

    async def _serve(self) -> None:
        async with (
            await connect_async(self._url, "dispatcher") as work,
            await connect_async(self._url, "listener") as listener,
        ):
            if behind_pooler(work):
                await asyncio.to_thread(require_session, self._url, "dispatcher")
            owner = await self._take_number(work)
            for channel in ("jobs_queued", CANCELLED, WAKE):
                await listener.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
            listening = asyncio.create_task(self._listen(listener))
            self.ready.set()
            try:
                await self._dispatch(work, owner, listening)
            finally:
                listening.cancel()
                for task in self._running:
                    task.cancel()
                await asyncio.gather(listening, *self._running, return_exceptions=True)
                self._running.clear()

    async def _take_number(self, work: psycopg.AsyncConnection[Any]) -> int:
        row = await (await work.execute(QUERIES["new_owner"])).fetchone()
        assert row is not None  # noqa: S101  nextval always answers
        await work.execute(QUERIES["hold_owner"], {"owner": row[0]})
        return int(row[0])

    async def _listen(self, listener: psycopg.AsyncConnection[Any]) -> None:
        async for note in listener.notifies():
            if note.channel == "jobs_queued":
                self._wake.set()
                continue
            with contextlib.suppress(ValueError):  # anybody may notify anything
                self._told(note.channel, UUID(note.payload))

    def _told(self, channel: str, job_id: UUID) -> None:
        if channel == WAKE:
            self._executor.wake(job_id)
            return
        for task, running in self._running.items():
            if running == job_id:
                task.cancel()

    async def _dispatch(
        self, work: psycopg.AsyncConnection[Any], owner: int, listening: asyncio.Task[None]
    ) -> None:
        clock = asyncio.get_running_loop().time
        adopt_at = 0.0
        while True:
            self._wake.clear()
            if listening.done():
                raise psycopg.OperationalError("the listening connection ended")
            if clock() >= adopt_at:
                await self._take(work, "adopt", {"owner": owner, "places": self._live_limit})
                adopt_at = clock() + ADOPT_SECONDS
            room = min(self._places - self._executor.busy(), self._live_limit - len(self._running))
            if room > 0:
                wanted = {"owner": owner, "places": room, "budgets": self._budgets}
                taken = await self._take(work, "claim", wanted)
                if taken == room:
                    continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)

    async def _take(self, work: psycopg.AsyncConnection[Any], query: str, params: Mapping[str, Any]) -> int:
        async with work.cursor(row_factory=class_row(DispatchedJob)) as cursor:
            await cursor.execute(QUERIES[query], {**params, **self._common})
            jobs = await cursor.fetchall()
        for job in jobs:
            task = asyncio.create_task(self._run(job, work))
            self._running[task] = job.id
            task.add_done_callback(self._ended)
        return len(jobs)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self._wake.set()

    async def _run(self, job: DispatchedJob, work: psycopg.AsyncConnection[Any]) -> None:
        """Run one job to its end. While PostgreSQL takes no writes, or the machine has no process, the job waits: its
        steps that are done stay so. Errors: psycopg's own once the connection is gone."""
        waits = 0
        while True:
            try:
                await self._run_once(job, work)
                return
            except (psycopg.Error, OSError) as error:
                unavailable = waits_for(error)
                if work.closed or unavailable is None:
                    raise
                log.warning("job_waits", extra={"job_id": job.id, "code": unavailable.code})
            await asyncio.sleep(unavailable_wait(waits))
            waits += 1

    async def _run_once(self, job: DispatchedJob, work: psycopg.AsyncConnection[Any]) -> None:
        """A job that the executor cannot run is failed here, so that none stays dispatched."""
        try:
            if job.pipeline not in self._known:
                message = f"there is no pipeline {job.pipeline!r}"
                await fail(work, job.id, JobError(code="unknown_pipeline", message=message, retryable=False))
            else:
                await self._executor.run(job, work)
        except (psycopg.OperationalError, asyncio.CancelledError):
            raise
        except StepError as error:
            await fail(work, job.id, JobError(code=error.code, message=error.message, retryable=False))
        except Exception as error:
            if isinstance(error, psycopg.Error | OSError) and waits_for(error) is not None:
                raise
            log.exception("job_not_run", extra={"job_id": job.id, "pipeline": job.pipeline})
            message = type(error).__name__
            await fail(work, job.id, JobError(code="executor_failed", message=message, retryable=False))


async def fail(work: psycopg.AsyncConnection[Any], job_id: UUID, error: JobError) -> None:
    """Make a job failed from outside its steps."""
    told = {"job_id": job_id, "status": JobStatus.FAILED, "error": Jsonb(error.model_dump())}
    await work.execute(QUERIES["finish"], told)
