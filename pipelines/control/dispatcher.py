"""Takes queued jobs whose time has come and hands them to the executor; takes over jobs whose dispatcher is gone.

Ownership is an advisory lock that PostgreSQL drops with the connection, so a dispatcher that was killed or lost its
network is recognised without leases or heartbeats, and any number of dispatchers may run side by side. A dispatcher
that loses this connection stops all it runs before it comes back under a new number: nothing runs twice. What
PostgreSQL only refuses for a while (read-only, a full disk, a lock that others hold) stops nothing, nor does the loss
of the connection that listens: until it is back, the dispatcher looks by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from pipelines.control.at_work import AtWork
from pipelines.control.dispatched_job import QUERIES, DispatchedJob, Executor, fail, let_go, take_number
from pipelines.control.leading import newly_hindered, own_session
from pipelines.control.notifications import NotificationListener
from pipelines.control.share import Share, about, claim_options, taken_of
from pipelines.core.supervision.pulse import Pulse
from pipelines.core.supervision.supervisor import Supervisor, pauses
from steps.core.errors import StepError
from steps.core.logs.exceptions import describe
from steps.core.logs.lines import FIELDS
from steps.core.outcome import JobError

POLL_SECONDS = 1.0
SHORTEST_SECONDS = 0.01  # between two looks that nobody asked for
RESTS, LONGEST_REST = 3.0, 0.02  # as many times as a claim took, and seconds
ADOPT_SECONDS = 2.0
HANDING_OVER_SECONDS = 5.0  # that PostgreSQL has to take note of what a leaving one did not end
SILENCE_SECONDS = 30.0  # without a turn of its loop; keepalive has found a dead network by then
STATEMENT_SECONDS = 10.0  # so that one which waits for somebody's lock is refused, and is no silence
CANCELLED, WAKE = "jobs_cancelled", "jobs_wake"  # channels whose payload is a job's id
log = logging.getLogger(__name__)


class Dispatcher:
    """`budgets`: seconds by pipeline. `places`: jobs at work at once. `only_job`: look at this one job alone.
    `live_workflows`: how many jobs may be on the cluster at once, whichever dispatcher brought them there. `share`:
    what it takes of the queue; without one, everything."""

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
        share: Share | None = None,
    ) -> None:
        self._url, self._executor, self._places = url, executor, places
        self._known = frozenset(budgets)
        self._live_limit = live_limit
        self._alone = only_job is not None
        self._shares_room = live_workflows is not None
        self._drained = False  # at the last look nothing waited that a job's end may let go
        self._ended_since = False  # a job, since this turn began
        taken, claiming = taken_of(share), claim_options(share, budgets, only_job, live_workflows)
        # Texts, made once: these go with every look.
        self._looking, self._claiming = json.dumps(taken), json.dumps(claiming)
        self._adopting = json.dumps({**claiming, "about": about(share, executor.name, places)})
        self._at_work = AtWork(self._ended)
        self._wake = asyncio.Event()
        self._adopt_at = 0.0
        self._listening, self._look_for_cancelled = False, True
        self._listener = NotificationListener(
            url, ("jobs_queued", CANCELLED, WAKE), self._heard, self._listens
        )
        self.ready = asyncio.Event()
        self._owns = False  # a number that shows others that it is alive
        self._leave_by: float | None = None
        self.left = asyncio.Event()

    def start(self, supervisor: Supervisor) -> None:
        """Dispatch until the supervisor stops."""
        supervisor.start("dispatcher", self.run, silence=SILENCE_SECONDS)
        supervisor.start("listener", self._listener.run, silence=SILENCE_SECONDS)

    async def run(self, pulse: Pulse) -> None:
        """Dispatch until the connection is lost that shows others that we are alive. Errors: psycopg's own,
        ConfigurationError `needs_session`."""
        longest = round(STATEMENT_SECONDS * 1000)
        async with own_session(self._url, "dispatcher", milliseconds=longest) as work:
            owner = await take_number(work)
            self._adopt_at = 0.0
            self.ready.set()
            self._owns = True
            try:
                await self._dispatch(work, owner, pulse)
                await self._leave(work, owner, pulse)
            finally:
                self._owns = False
                await self._at_work.stop()
                if self._leave_by is not None:  # whoever owns them next needs nothing more of us
                    self.left.set()

    def leave(self, seconds: float) -> None:
        """Take no more jobs, and after so many seconds leave to others what is still at work; `left` says when."""
        self._leave_by = asyncio.get_running_loop().time() + seconds
        self._wake.set()
        if not self._owns:  # PostgreSQL is away, and nothing is at work
            self.left.set()

    async def _leave(self, work: psycopg.AsyncConnection[Any], owner: int, pulse: Pulse) -> None:
        loop = asyncio.get_running_loop()
        assert self._leave_by is not None  # noqa: S101  that is why we are here
        while self._at_work and (rest := self._leave_by - loop.time()) > 0:
            await self._at_work.wait(min(rest, ADOPT_SECONDS))
            try:
                await work.execute(QUERIES["beat"], {"owner": owner, "busy": self._executor.busy()})
                pulse.beat()
            except psycopg.Error as error:
                self._hindered(work, pulse, error)
        unfinished = await self._at_work.stop()
        with contextlib.suppress(TimeoutError):  # then they are found without an owner
            async with asyncio.timeout(HANDING_OVER_SECONDS):
                for job in unfinished:
                    await let_go(work, job)
        self.left.set()
        while True:  # until the supervisor ends
            pulse.beat()
            await asyncio.sleep(POLL_SECONDS)

    def _listens(self, now: bool) -> None:
        self._listening, self._look_for_cancelled = now, True
        self._wake.set()

    def _heard(self, channel: str, payload: str) -> None:
        if channel == "jobs_queued":
            if payload == "adopt":
                self._adopt_at = 0.0
            self._wake.set()
            return
        with contextlib.suppress(ValueError):  # anybody may notify anything
            job_id = UUID(payload)
            if channel == WAKE:
                self._executor.wake(job_id)
            else:
                self._at_work.cancel({job_id})

    async def _dispatch(self, work: psycopg.AsyncConnection[Any], owner: int, pulse: Pulse) -> None:
        waits = pauses()
        while self._leave_by is None:
            try:
                pause = await self._turn(work, owner)
            except Exception as error:
                self._hindered(work, pulse, error)
                await asyncio.sleep(next(waits))
                continue
            pulse.beat()
            waits = pauses()
            if pause:
                # wait_for would lose a cancellation that comes together with what it waits for.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._wake.wait()

    def _hindered(self, work: psycopg.AsyncConnection[Any], pulse: Pulse, error: Exception) -> None:
        """What runs goes on: we still own it."""
        if newly_hindered(work, pulse, error):
            log.warning("dispatcher_hindered", extra={FIELDS: describe(error)})

    async def _pause(self, work: psycopg.AsyncConnection[Any]) -> float:
        """Seconds to the next look: a rate's gate may open before the next poll, and tells nobody. Called where
        fewer were due than there was room for."""
        if self._alone:
            return POLL_SECONDS
        row = await (await work.execute(QUERIES["next_look"], {"options": self._looking})).fetchone()
        assert row is not None  # noqa: S101  one row, whatever waits
        self._drained = not row[0] and not self._shares_room
        seconds = POLL_SECONDS if row[1] is None else float(row[1])
        return min(POLL_SECONDS, max(seconds, SHORTEST_SECONDS))

    async def _turn(self, work: psycopg.AsyncConnection[Any], owner: int) -> float:
        """Take what there is to take; seconds to the next look, 0 where more may be there."""
        self._wake.clear()
        self._ended_since = False
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self._look_for_cancelled or (not self._listening and now >= self._adopt_at):
            self._look_for_cancelled = False
            await self._cancel_unheard(work)
        if now >= self._adopt_at:
            self._adopt_at = now + ADOPT_SECONDS
            told = {"owner": owner, "places": self._live_limit, "busy": self._executor.busy()}
            await self._take(work, "adopt", {**told, "options": self._adopting})
        busy = self._executor.busy() + self._at_work.fresh
        room = min(self._places - busy, self._live_limit - len(self._at_work))
        if room <= 0:
            self._drained = False
            return POLL_SECONDS
        wanted = {"owner": owner, "places": room, "options": self._claiming}
        if await self._take(work, "claim", wanted) == room:
            return 0
        # Under load the next jobs come meanwhile, so that one claim takes several; one job alone does not notice.
        await asyncio.sleep(min(RESTS * (loop.time() - now), LONGEST_REST))
        if self._wake.is_set():
            return 0
        pause = await self._pause(work)
        return 0 if self._ended_since and not self._drained else pause

    async def _cancel_unheard(self, work: psycopg.AsyncConnection[Any]) -> None:
        """Stop what was cancelled while nobody listened."""
        if self._at_work:
            cursor = await work.execute(QUERIES["stopped_unheard"], {"ids": self._at_work.ids})
            self._at_work.cancel({job_id for (job_id,) in await cursor.fetchall()})

    async def _take(self, work: psycopg.AsyncConnection[Any], query: str, params: Mapping[str, Any]) -> int:
        async with work.cursor(row_factory=class_row(DispatchedJob)) as cursor:
            await cursor.execute(QUERIES[query], {**params, "executor": self._executor.name})
            jobs = await cursor.fetchall()
        for job in jobs:
            self._at_work.begin(job, partial(self._run, work))
        return len(jobs)

    def _ended(self) -> None:
        self._ended_since = True
        if not self._drained:
            self._wake.set()

    async def _run(self, work: psycopg.AsyncConnection[Any], job: DispatchedJob) -> None:
        """Run one job to its end. A job that the executor cannot run is failed here, so that none stays dispatched."""
        try:
            if job.pipeline not in self._known:
                message = f"there is no pipeline {job.pipeline!r}"
                await fail(work, job.id, JobError(code="unknown_pipeline", message=message, retryable=False))
            else:
                await self._executor.run(job, work)
        except StepError as error:
            await fail(work, job.id, JobError(code=error.code, message=error.message, retryable=False))
        except Exception as error:
            if work.closed:
                return  # whoever owns it next takes it over
            log.exception("job_not_run", extra={"job_id": job.id, "pipeline": job.pipeline})
            message = type(error).__name__
            await fail(work, job.id, JobError(code="executor_failed", message=message, retryable=False))
