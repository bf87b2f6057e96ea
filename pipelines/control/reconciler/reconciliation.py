"""What is done about one job: what decision.py says, on the cluster and in its row."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from pipelines.control.exit_reason import exit_error
from pipelines.control.reconciler import outcome
from pipelines.control.reconciler.decision import (
    Action,
    Cancel,
    FreePlace,
    HandOver,
    Row,
    Settle,
    StartAnew,
    Terminate,
    Trigger,
    decide,
)
from pipelines.control.reconciler.informer import Informer
from pipelines.control.reconciler.snapshot import WorkflowSnapshot
from pipelines.control.workflows import Workflows
from pipelines.core import trigger
from pipelines.operations.audit.origin import Origin
from pipelines.operations.cancellation import cancellation
from steps.core.errors import ConfigurationError, PermanentError, StepError
from steps.core.outcome import JobError, Outcome
from steps.core.postgres.sql import load
from steps.update_job_status import UnfinishedStep

QUERIES = load("reconciler.sql", "pipelines.control.reconciler")
UNFINISHED = load("jobs.sql")["unfinished_steps"]
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


class JobReconciliation:
    """`budgets`: seconds by pipeline."""

    def __init__(self, workflows: Workflows, budgets: Mapping[str, float]) -> None:
        self._workflows, self._budgets = workflows, budgets
        self._recorded: set[str] = set()
        self._failing_since: dict[str, float] = {}
        self._warned: set[str] = set()

    async def reconcile(
        self,
        work: psycopg.AsyncConnection[Any],
        row: Row,
        mine: list[WorkflowSnapshot],
        informer: Informer,
    ) -> None:
        await self._record_exits(work, row, mine)
        if informer.fresh and not informer.unreadable(row.workflow):
            deleted, budget = informer.deleted(row.workflow), self._budget(row)
            for action in decide(row, mine, deleted=deleted, budget=budget):
                await self._try(work, row, action, mine)

    def forget_pods_but(self, failed: set[str]) -> None:
        """Keep what is known of these failed pods alone."""
        self._recorded &= failed
        self._failing_since = {
            name: since for name, since in self._failing_since.items() if name in failed - self._recorded
        }

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
            case Cancel(how):
                if how == "kubectl delete":
                    await work.execute(
                        QUERIES["forget_record"], {"job_id": row.id, "generation": row.generation}
                    )
                query, told = cancellation(str(row.id), Origin(door="control", actor=f"{how} (Kubernetes)"))
                await work.execute(query, told)
            case FreePlace():
                await self._done(work, "free_place", about)

    async def _done(self, work: psycopg.AsyncConnection[Any], query: str, params: Mapping[str, Any]) -> Any:
        row = await (await work.execute(QUERIES[query], params)).fetchone()
        return row[0] if row else None

    async def _create(self, work: psycopg.AsyncConnection[Any], row: Row, name: str) -> None:
        try:
            wanted = trigger.workflow(row.pipeline, str(row.id), name, row.runs)
            await asyncio.to_thread(self._workflows.create, wanted)
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
