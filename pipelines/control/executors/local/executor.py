"""The executors `local` and `warm`: rendered templates, warm processes, rows in Postgres.

They differ in where their processes stand: on a laptop, or beside a cluster, where a job that breaks its process again
and again may go on in a pod.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from pipelines.control.dispatched_job import QUERIES, DispatchedJob, fail, let_go
from pipelines.control.executors.local.job_time import JobTime
from pipelines.control.executors.local.pool import Pool
from pipelines.control.executors.local.workflow_run import Earlier, Moved, Workflow
from pipelines.control.exit_reason import exit_error
from pipelines.control.insistence import insist
from pipelines.core.pipeline import DAY, Runs
from pipelines.core.rendered.backoff import Ended
from pipelines.core.rendered.template import WorkflowTemplate
from steps.core.errors import ConfigurationError
from steps.core.outcome import JobError


class LocalExecutor:
    """`name`: local or warm. `speed` divides every backoff; only tests set it above 1."""

    def __init__(
        self,
        templates: Mapping[str, WorkflowTemplate],
        pool: Pool,
        *,
        name: str = "local",
        speed: float = 1.0,
    ) -> None:
        self.name = name
        self._templates, self._pool, self._speed = templates, pool, speed
        self._workflows: set[Workflow] = set()

    def wake(self, job_id: UUID) -> None:
        for workflow in self._workflows:
            if workflow.job_id == str(job_id):
                workflow.woken.set()

    def busy(self) -> int:
        return sum(1 for workflow in self._workflows if not workflow.waiting)

    async def run(self, job: DispatchedJob, connection: psycopg.AsyncConnection[Any]) -> None:
        """Run the job's template to its end. Errors: ConfigurationError `no_template`, and those of `Workflow.run`."""
        template = self._templates.get(job.pipeline)
        if template is None:
            raise ConfigurationError(
                "no_template", f"there is no rendered template for {job.pipeline}; run `bgjobs render`"
            )

        async def record_exit(step: str, ended: Ended) -> None:
            error = exit_error(ended.exit_code, ended.message, ended.code)
            await insist(
                connection,
                QUERIES["end_lost_attempt"],
                {
                    "job_id": job.id,
                    "step": step,
                    "exit_code": ended.exit_code,
                    "error": Jsonb(error.model_dump()),
                },
            )

        async def record_wait(ended: Ended) -> None:
            code, _, sentence = ended.message.partition(": ")
            with suppress(psycopg.Error):  # what cannot be written now is written at the next look
                await connection.execute(
                    QUERIES["wait_for"], {"job_id": job.id, "lacks": code, "sentence": sentence}
                )

        async def seconds_left() -> float | None:
            cursor = await insist(connection, QUERIES["seconds_left"], {"job_id": job.id})
            row = await cursor.fetchone()
            return row[0] if row else None

        async def was_begun(step: str, seconds: float) -> bool:
            known = {"job_id": job.id, "step": step, "seconds": seconds}
            row = await (await insist(connection, QUERIES["begun_within"], known)).fetchone()
            return bool(row and row[0])

        async def give_back(seconds: float) -> None:
            await insist(connection, QUERIES["give_back"], {"job_id": job.id, "seconds": seconds})

        async def move(ended: Ended) -> bool:
            error = exit_error(ended.exit_code, ended.message, ended.code)
            why = error.model_dump(include={"code", "message"})
            return await let_go(connection, job, {"runs": str(Runs.PODS), **why})

        clock = self._pool.clock
        left = DAY if job.seconds_left is None else job.seconds_left
        workflow = Workflow(
            job_id=str(job.id),
            name=job.workflow,
            template=template,
            pool=self._pool,
            record_exit=record_exit,
            record_wait=record_wait,
            was_begun=was_begun,
            move=move if self.name == "warm" else None,
            time=JobTime(clock, clock.now() + left, seconds_left, give_back),
            speed=self._speed,
        )
        self._workflows.add(workflow)  # before anything is waited for: it holds a place from here on
        try:
            if job.generation:
                workflow.earlier = await self._earlier(job, connection)
            await workflow.run()
        except Moved:  # somebody else goes on with it
            return
        except ConfigurationError as error:
            # The exit handler could not say how the job ended, so we do.
            await fail(connection, job.id, JobError(code=error.code, message=error.message, retryable=False))
        finally:
            self._workflows.discard(workflow)

    async def _earlier(
        self, job: DispatchedJob, connection: psycopg.AsyncConnection[Any]
    ) -> dict[str, Earlier]:
        cursor = await insist(connection, QUERIES["earlier_attempts"], {"job_id": job.id})
        return {step: Earlier(attempts, seconds) for step, attempts, seconds in await cursor.fetchall()}
