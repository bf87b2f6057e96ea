"""A dispatched job as dispatcher and executors know it, and its end where no step can tell it."""

from __future__ import annotations

import contextlib
from typing import Any, Protocol
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from pipelines.control.insistence import insist
from pipelines.core.pipeline import Runs
from steps.core.models import Model
from steps.core.outcome import JobError
from steps.core.postgres.sql import load
from steps.core.status import JobStatus

QUERIES = load("dispatcher.sql", "pipelines.control")


class DispatchedJob(Model):
    """A job's row as the dispatcher needs it. `seconds_left`: until its deadline, by the database's clock; `owner`: the
    number of the dispatcher that has it; `runs`: where, as `Runs` has it."""

    id: UUID
    pipeline: str
    generation: int
    workflow: str
    seconds_left: float | None
    owner: int | None = None
    runs: str = Runs.PODS


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


async def fail(work: psycopg.AsyncConnection[Any], job_id: UUID, error: JobError) -> None:
    """Make a job failed from outside its steps."""
    told = {"job_id": job_id, "status": JobStatus.FAILED, "error": Jsonb(error.model_dump())}
    with contextlib.suppress(
        psycopg.OperationalError
    ):  # the connection is lost: whoever owns it next tries again
        await insist(work, QUERIES["finish"], told)


async def let_go(
    work: psycopg.AsyncConnection[Any], job: DispatchedJob, move: dict[str, str] | None = None
) -> bool:
    """Leave a job to whoever takes it next. `move`: {runs, code, message}, where it goes on elsewhere; False where
    nobody alive would take it there, or it is not ours any more."""
    told = {"job_id": job.id, "owner": job.owner, "move": None if move is None else Jsonb(move)}
    row = await (await insist(work, QUERIES["let_go"], told)).fetchone()
    return bool(row and row[0])


async def take_number(connection: psycopg.AsyncConnection[Any]) -> int:
    """A number for a dispatcher, which is its own for as long as this connection lives. Errors: psycopg's own."""
    row = await (await connection.execute(QUERIES["new_owner"])).fetchone()
    assert row is not None  # noqa: S101  nextval always answers
    await connection.execute(QUERIES["hold_owner"], {"owner": row[0]})
    return int(row[0])
