"""The reconciler's loop: compare the cluster's Workflows with the rows in Postgres and do what decision.py says.

One process leads (leading.py). Two leaders at once would do no harm: every write names the Workflow that it is about,
and a Workflow's name exists once.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from pipelines.control.leading import lead, newly_hindered
from pipelines.control.reconciler.decision import Row
from pipelines.control.reconciler.informer import SILENCE_SECONDS as INFORMER_SILENCE
from pipelines.control.reconciler.informer import SWEEP_SECONDS, Informer
from pipelines.control.reconciler.reconciliation import JobReconciliation
from pipelines.control.reconciler.snapshot import WorkflowSnapshot
from pipelines.control.workflows import Workflows
from pipelines.core.supervision.pulse import Pulse
from pipelines.core.supervision.supervisor import Supervisor
from steps.core.logs.exceptions import describe
from steps.core.logs.lines import FIELDS
from steps.core.postgres.sql import load

QUERIES = load("reconciler.sql", "pipelines.control.reconciler")
UNFINISHED = load("jobs.sql")["unfinished_steps"]
LOOK_SECONDS = 1.0  # the longest between two looks
DEBOUNCE_SECONDS = 0.1  # so that a burst of changes causes one look
SILENCE_SECONDS = (
    60.0  # without a look, or a job within one; a call of the cluster's API takes 18 at the most
)
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
        self._url, self._workflows, self._sweep_seconds = url, workflows, sweep_seconds
        self._jobs = JobReconciliation(workflows, budgets)
        self._unreconciled: set[tuple[str, type[Exception]]] = set()

    def start(self, supervisor: Supervisor) -> None:
        """Lead, or stand by for it, until the supervisor stops."""
        supervisor.start("reconciler", partial(self._run, supervisor), silence=SILENCE_SECONDS)

    async def _run(self, supervisor: Supervisor, pulse: Pulse) -> None:
        """Until the connection is lost. Errors: psycopg's own, ConfigurationError `needs_session`."""
        async with lead(self._url, "reconciler", QUERIES["try_to_lead"], pulse) as work:
            log.info("reconciler_leads")
            loop, wake = asyncio.get_running_loop(), asyncio.Event()

            def changed() -> None:
                with suppress(RuntimeError):  # our loop has ended before the informer's thread
                    loop.call_soon_threadsafe(wake.set)

            informer = Informer(self._workflows, changed, sweep_seconds=self._sweep_seconds)
            looking = supervisor.start("informer", informer.run, silence=INFORMER_SILENCE)
            try:
                while True:
                    wake.clear()
                    await self._turn(work, informer, pulse)
                    await asyncio.sleep(DEBOUNCE_SECONDS)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_SECONDS):
                            await wake.wait()
            finally:
                looking.cancel()
                await asyncio.wait([looking])

    async def _turn(self, work: psycopg.AsyncConnection[Any], informer: Informer, pulse: Pulse) -> None:
        """One look. What PostgreSQL refuses for a while ends neither the lead nor the informer's view."""
        try:
            await self._look(work, informer, pulse)
        except Exception as error:
            if newly_hindered(work, pulse, error):
                log.warning("reconciler_hindered", extra={FIELDS: describe(error)})
        else:
            pulse.beat()

    async def _look(self, work: psycopg.AsyncConnection[Any], informer: Informer, pulse: Pulse) -> None:
        by_job: dict[UUID, list[WorkflowSnapshot]] = defaultdict(list)
        for one in informer.all():
            by_job[one.job_id].append(one)
        claimed = {job_id for job_id, ones in by_job.items() if any(one.live for one in ones)}
        claimed |= set(informer.jobs_of_deleted())
        async with work.cursor(row_factory=class_row(Row)) as cursor:
            rows = await (await cursor.execute(QUERIES["rows"], {"ids": list(claimed)})).fetchall()
        for row in rows:
            pulse.still_working()
            try:
                await self._jobs.reconcile(work, row, by_job.get(row.id, []), informer)
            except psycopg.Error as error:
                if work.closed or not isinstance(error, psycopg.DataError | psycopg.IntegrityError):
                    raise
                self._warn_once(str(row.id), error)
            except Exception as error:
                self._warn_once(str(row.id), error)
        self._jobs.forget_pods_but(
            {pod.name for ones in by_job.values() for one in ones for pod in one.failed_pods}
        )
        informer.forget_deleted(row.workflow for row in rows if row.workflow and row.since_finished is None)

    def _warn_once(self, job_id: str, error: Exception) -> None:
        if (job_id, type(error)) not in self._unreconciled:
            self._unreconciled.add((job_id, type(error)))
            log.error("job_not_reconciled", extra={"job_id": job_id}, exc_info=error)
