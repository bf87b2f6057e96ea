"""One turn of the recorder: look, choose, write, remember."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from pipelines.control.recorder import look as seen
from pipelines.control.recorder.look import Connection, Kept, Key
from pipelines.control.recorder.record_room import COMPACTION_SECONDS, LIVE_PART, lifetime, room
from pipelines.control.recorder.record_selection import Pace, select
from pipelines.control.recorder.record_writer import Written, end, write
from pipelines.control.recorder.recorded_job import RecordedJob
from pipelines.control.recorder.recorded_workflow import Record, record_of
from pipelines.control.workflows import Workflows
from pipelines.core.rendered.template import WorkflowTemplate
from pipelines.core.supervision.pulse import Pulse, summary
from steps.core.errors import StepError

WRITES = 8  # at once; a write takes some 50 ms
TIDY_SECONDS = 5.0
WARNINGS = 1000  # that are kept, so that none is given twice
log = logging.getLogger(__name__)


T = TypeVar("T")


@dataclass(frozen=True)
class Outcome:
    """What became of one job's record. `seconds`: until it expires; None while its job is at work."""

    job: RecordedJob
    written: Written
    bytes: int = 0
    seconds: int | None = None


@dataclass(frozen=True)
class Recording:
    """`rate`: records a second. `at_most`: how many there may be, by the size of a usual one. `archive`: whether Argo
    keeps them in its archive."""

    rate: float
    at_most: int
    public_url: str | None = None
    archive: bool = False

    @property
    def room(self) -> int:
        """Bytes."""
        return room(self.rate, self.at_most)


class Turns:
    """`templates`: by pipeline. The cluster's faults end a turn; what was written before is remembered."""

    def __init__(
        self, workflows: Workflows, templates: Mapping[str, WorkflowTemplate], recording: Recording
    ) -> None:
        self._workflows, self._templates, self._recording = workflows, templates, recording
        self._pace = Pace(recording.rate, time.monotonic())
        self._live_pace = Pace(recording.rate * LIVE_PART, time.monotonic())
        self._threads = ThreadPoolExecutor(WRITES, thread_name_prefix="recorder")
        self._used, self._tidied = 0, float("-inf")
        self._warned: set[tuple[str, str]] = set()

    def close(self) -> None:
        """Begin no further write."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def turn(self, work: Connection, pulse: Pulse) -> bool:
        """Whether there was anything to record. Errors: psycopg's own; StepError where the cluster does not answer, or
        refuses us."""
        if time.monotonic() - self._tidied >= TIDY_SECONDS:
            await self._tidy(work)
        found, now = await seen.look(work), time.monotonic()
        chosen = select(
            found.ended, found.live, [one.key for one in found.behind if not one.lost],
            left=self._pace.left(now), live_left=self._live_pace.left(now), rate=self._recording.rate,
            full=self._used >= self._recording.room,
        )  # fmt: skip
        self._pace.spend(len(chosen.record))
        self._live_pace.spend(len(chosen.live))
        await seen.leave_out(work, chosen.left_out)
        for one in found.behind:
            if one.lost:
                await self._call(partial(end, self._workflows, one.workflow))
                await seen.expire(work, one.key)
        jobs, unreadable = await seen.read_jobs(work, chosen.record)
        await self._drop(work, unreadable)
        await self._write_all(work, jobs, pulse)
        await seen.move_mark(work, found, chosen.wait)
        return not found.empty

    async def _tidy(self, work: Connection) -> None:
        """Count no more what is gone. Argo deletes in the order of expiry, so the last tells of all; while it is still
        there, all of them count, and once the room is full nothing is added."""
        old = await seen.expired(work, COMPACTION_SECONDS)
        names = [name for _, name in old if name]
        if not names or not await self._call(partial(self._workflows.exists, names[-1])):
            await seen.forget_expired(work, [key for key, _ in old])
        else:
            await seen.forget_expired(work, [key for key, name in old if not name])
            self._warn("expired records", "Argo's controller does not delete them")
        self._used = await seen.bytes_used(work)
        self._tidied = time.monotonic()

    async def _drop(self, work: Connection, unreadable: Sequence[Key]) -> None:
        """Jobs that nobody can read are left out, and what was shown of them ends."""
        for name in await seen.names_of(work, unreadable):
            await self._call(partial(end, self._workflows, name))
        await seen.leave_out(work, unreadable)
        for job_id, _ in unreadable:
            self._warn(str(job_id), "its row cannot be read")

    async def _write_all(self, work: Connection, jobs: Sequence[RecordedJob], pulse: Pulse) -> None:
        """Errors: the first StepError of a write, after which none begins."""
        await seen.intend(work, [job for job in jobs if not (job.final or job.recorded)])
        turns, away = asyncio.Semaphore(WRITES), asyncio.Event()
        writes = (self._write(job, turns, away, pulse) for job in jobs)
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        done = [one for one in outcomes if isinstance(one, Outcome)]
        kept = [Kept(one.job, one.bytes, one.seconds) for one in done if one.written == Written.DONE]
        await seen.remember(work, kept)
        self._used += sum(one.bytes for one in kept)
        for one in done:
            if one.written == Written.GONE:
                await seen.forget(work, one.job.key)
        await seen.leave_out(work, [one.job.key for one in done if one.written == Written.REFUSED])
        for error in outcomes:
            if isinstance(error, BaseException):
                raise error

    async def _write(
        self, job: RecordedJob, turns: asyncio.Semaphore, away: asyncio.Event, pulse: Pulse
    ) -> Outcome | None:
        """None where the cluster has not answered another write. Errors: StepError."""
        try:
            record, seconds = self._record(job)
        except Exception as error:  # whatever a row or a template holds, it harms no other job's record
            self._warn(job.pipeline, summary(error))
            if job.recorded:
                await self._call(partial(end, self._workflows, job.workflow))
            return Outcome(job, Written.REFUSED)
        async with turns:
            if away.is_set():
                return None
            try:
                written = await self._call(
                    partial(write, self._workflows, record, there=job.recorded, ended=job.final)
                )
            except StepError:
                away.set()
                raise
            pulse.still_working()
        if written == Written.REFUSED:
            self._warn(job.pipeline, "the cluster refuses it, or an object of its name is somebody else's")
        return Outcome(job, written, record.bytes, seconds)

    def _record(self, job: RecordedJob) -> tuple[Record, int | None]:
        """The record, and the seconds until it expires."""
        seconds = None
        if job.final:
            seconds = lifetime(self._used, self._recording.room, failed=not job.succeeded)
        record = record_of(
            job,
            self._templates.get(job.pipeline),
            public_url=self._recording.public_url,
            lifetime=seconds,
            archive=self._recording.archive,
        )
        return record, seconds

    async def _call(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    def _warn(self, about: str, why: str) -> None:
        """Once each."""
        if (about, why) not in self._warned:
            if len(self._warned) >= WARNINGS:
                self._warned.clear()
            self._warned.add((about, why))
            log.warning("workflows_not_recorded", extra={"about": about, "why": why})
