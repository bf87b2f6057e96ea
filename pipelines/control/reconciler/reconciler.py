"""The reconciler's loop: compare the cluster's Workflows with the rows in Postgres and do what decision.py says.

The process that holds an advisory lock leads; PostgreSQL drops the lock with the connection, so another takes over
within seconds. Two leaders at once would do no harm: every write names the Workflow that it is about, and a Workflow's
name exists once.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from pipelines.control.exit_reason import exit_error
from pipelines.control.reconciler import outcome
from pipelines.control.reconciler.decision import (
    Action,
    FreePlace,
    HandOver,
    Row,
    Settle,
    StartAnew,
    Terminate,
    Trigger,
    decide,
)
from pipelines.control.reconciler.informer import SWEEP_SECONDS, Informer
from pipelines.control.reconciler.snapshot import WorkflowSnapshot
from pipelines.control.workflows import Workflows
from pipelines.core import trigger
from steps.core.errors import ConfigurationError, PermanentError, StepError
from steps.core.outcome import JobError, Outcome
from steps.core.postgres.connect import behind_pooler, connect_async
from steps.core.postgres.pooler import require_session
from steps.core.postgres.sql import load
from steps.update_job_status import UnfinishedStep

QUERIES = load("reconciler.sql", "pipelines.control.reconciler")
UNFINISHED = load("jobs.sql")["unfinished_steps"]
LOOK_SECONDS = 1.0  # the longest between two looks
DEBOUNCE_SECONDS = 0.1  # so that a burst of changes causes one look
STANDBY_SECONDS = 2.0
# Argo marks a pod failed as soon as it sends SIGTERM; within Kubernetes' 30 seconds of grace the step may still record
# its own end. So an attempt without a known exit code is left alone for this long.
GRACE_SECONDS = 35.0
UNKNOWN_BUDGET = 86400.0  # seconds, of a Workflow whose pipeline is not in PIPELINES
ERRORS = {
    "deadline_exceeded": "the job did not end within its time",
    "workflow_deleted": "the workflow was deleted",
    "workflow_lost": "the workflow was lost again and again",
}
log = logging.getLogger(__name__)


class Reconciler:
    """`budgets`: seconds by pipeline."""

    def __init__(
        self,
        url: str,
        workflows: Workflows,
        budgets: Mapping[str, float],
        *,
        sweep_seconds: int = SWEEP_SECONDS,
    ) -> None:
        self._url, self._workflows, self._budgets = url, workflows, budgets
        self._sweep_seconds = sweep_seconds
        self._recorded: set[str] = set()
        self._failing_since: dict[str, float] = {}
        self._warned: set[str] = set()

    async def run(self) -> None:
        """Lead, or stand by for it, until cancelled."""
        while True:
            try:
                await self._serve()
            except (psycopg.OperationalError, OSError) as error:
                log.warning("reconciler_disconnected", extra={"error": type(error).__name__})
                await asyncio.sleep(1.0)

    async def _serve(self) -> None:
        async with await connect_async(self._url, "reconciler") as work:
            if behind_pooler(work):
                await asyncio.to_thread(require_session, self._url, "reconciler")
            while not await self._leads(work):
                await asyncio.sleep(STANDBY_SECONDS)
            log.info("reconciler_leads")
            loop, wake = asyncio.get_running_loop(), asyncio.Event()

            def changed() -> None:
                with suppress(RuntimeError):  # our loop has ended before the informer's thread
                    loop.call_soon_threadsafe(wake.set)

            informer = Informer(self._workflows, changed, sweep_seconds=self._sweep_seconds)
            informer.start()
            try:
                while True:
                    wake.clear()
                    await self._look(work, informer)
                    await asyncio.sleep(DEBOUNCE_SECONDS)
                    try:
                        await asyncio.wait_for(wake.wait(), LOOK_SECONDS)
                    except TimeoutError:
                        continue
            finally:
                informer.stop()

    async def _leads(self, work: psycopg.AsyncConnection[Any]) -> bool:
        row = await (await work.execute(QUERIES["try_to_lead"])).fetchone()
        return bool(row and row[0])

    async def _look(self, work: psycopg.AsyncConnection[Any], informer: Informer) -> None:
        by_job: dict[UUID, list[WorkflowSnapshot]] = defaultdict(list)
        for one in informer.all():
            by_job[one.job_id].append(one)
        claimed = [job_id for job_id, ones in by_job.items() if any(one.live for one in ones)]
        async with work.cursor(row_factory=class_row(Row)) as cursor:
            rows = await (await cursor.execute(QUERIES["rows"], {"ids": claimed})).fetchall()
        for row in rows:
            mine = by_job.get(row.id, [])
            await self._record_exits(work, row, mine)
            if informer.fresh:
                deleted, budget = informer.deleted(row.workflow), self._budget(row)
                for action in decide(row, mine, deleted=deleted, budget=budget):
                    await self._try(work, row, action, mine)
        failed = {pod.name for ones in by_job.values() for one in ones for pod in one.failed_pods}
        self._recorded &= failed
        self._failing_since = {
            name: since for name, since in self._failing_since.items() if name in failed - self._recorded
        }
        informer.forget_deleted(row.workflow for row in rows if row.workflow and row.since_finished is None)

    def _budget(self, row: Row) -> float:
        return self._budgets.get(row.pipeline, UNKNOWN_BUDGET)

    async def _record_exits(
        self, work: psycopg.AsyncConnection[Any], row: Row, mine: list[WorkflowSnapshot]
    ) -> None:
        """Record exit code and error in the attempts of failed pods, once per pod."""
        for pod in (pod for one in mine for pod in one.failed_pods if pod.name not in self._recorded):
            if pod.exit_code is None and not self._waited_for(pod.name):
                continue
            error = exit_error(pod.exit_code, pod.message)
            told = {"job_id": row.id, "pod": pod.name, "exit_code": pod.exit_code, "error": _stored(error)}
            await work.execute(QUERIES["end_attempt_of_pod"], told)
            self._recorded.add(pod.name)

    def _waited_for(self, pod: str) -> bool:
        now = time.monotonic()
        return now - self._failing_since.setdefault(pod, now) >= GRACE_SECONDS

    async def _try(
        self, work: psycopg.AsyncConnection[Any], row: Row, action: Action, mine: list[WorkflowSnapshot]
    ) -> None:
        """Log a cluster that refuses or does not answer once; the next look tries again."""
        about = {
            "action": type(action).__name__,
            "job_id": row.id,
            "pipeline": row.pipeline,
            "workflow": row.workflow,
        }
        try:
            await self._act(work, row, action, mine)
        except StepError as error:
            if str(error) not in self._warned:
                self._warned.add(str(error))
                log.warning(
                    "reconciler_hindered", extra={**about, "code": error.code, "error": error.message}
                )
        else:
            self._warned.clear()
            level = logging.DEBUG if isinstance(action, FreePlace) else logging.INFO
            log.log(level, "reconciled", extra=about)

    async def _act(
        self, work: psycopg.AsyncConnection[Any], row: Row, action: Action, mine: list[WorkflowSnapshot]
    ) -> None:
        about = {"job_id": row.id, "workflow": row.workflow, "seconds": self._budget(row)}
        match action:
            case Trigger():
                if await self._done(work, "trigger_again", about):
                    await self._create(work, row, str(row.workflow))
            case StartAnew():
                if await asyncio.to_thread(self._workflows.exists, str(row.workflow)):
                    return  # the informer is behind
                if fresh := await self._done(work, "start_anew", about):
                    await self._create(work, row, str(fresh))
            case HandOver(found):
                since = found.started_at or found.created_at
                given = {"former": row.workflow, "workflow": found.name, "since": since}
                await self._done(work, "hand_over", about | given)
            case Settle(why):
                end = await self._outcome(work, row, why, mine)
                await self._done(work, "settle", about | _told(end))
            case Terminate(name):
                await asyncio.to_thread(self._workflows.terminate, name)
            case FreePlace():
                await self._done(work, "free_place", about)

    async def _done(self, work: psycopg.AsyncConnection[Any], query: str, params: Mapping[str, Any]) -> Any:
        row = await (await work.execute(QUERIES[query], params)).fetchone()
        return row[0] if row else None

    async def _create(self, work: psycopg.AsyncConnection[Any], row: Row, name: str) -> None:
        try:
            await asyncio.to_thread(self._workflows.create, trigger.workflow(row.pipeline, str(row.id), name))
        except ConfigurationError:
            raise
        except PermanentError as error:
            end = outcome.failed(error.code, error.message, retryable=False)
            await self._done(work, "settle", {"job_id": row.id, "workflow": name} | _told(end))

    async def _outcome(
        self, work: psycopg.AsyncConnection[Any], row: Row, why: str, mine: list[WorkflowSnapshot]
    ) -> Outcome:
        async with work.cursor(row_factory=class_row(UnfinishedStep)) as cursor:
            await cursor.execute(UNFINISHED, {"job_id": row.id, "but": outcome.EXIT_STEP})
            unfinished = await cursor.fetchall()
        own = next((one for one in mine if one.name == row.workflow), None)
        if own and why == "ended":
            return outcome.ended(own, unfinished)
        held_up = f"; a pod does not start: {own.held_up}" if own and own.held_up else ""
        return outcome.failed(why, ERRORS[why] + held_up, unfinished)


def _told(end: Outcome) -> dict[str, Any]:
    return {"status": end.status, "error": _stored(end.error) if end.error else None}


def _stored(error: JobError) -> Jsonb:
    return Jsonb(error.model_dump())
