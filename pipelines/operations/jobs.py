"""What Postgres says of jobs, for people and programs: one job with its attempts and result, or a list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import class_row
from pydantic import Field, computed_field

from pipelines.operations.advice import Advice, advice
from steps.core.models import Model
from steps.core.outcome import CANCELLED, StoredError
from steps.core.postgres.loading import StoredObject
from steps.core.postgres.sql import load
from steps.core.status import FINAL, AttemptStatus, JobStatus, StoredAttemptStatus, StoredJobStatus

QUERIES = load("jobs.sql", "pipelines.operations")
COLUMNS = QUERIES["columns"]
RESULT = QUERIES["result_column"]


class AttemptView(Model):
    step: str
    number: int
    status: StoredAttemptStatus
    exit_code: int | None
    error: StoredError
    done: int | None
    total: int | None
    started_at: datetime
    finished_at: datetime | None

    @property
    def seconds(self) -> float:
        return ((self.finished_at or datetime.now(UTC)) - self.started_at).total_seconds()

    @property
    def shown_status(self) -> str:
        """For people: one that somebody stopped is not lost."""
        stopped = self.status == AttemptStatus.LOST and self.error and self.error.code == CANCELLED
        return JobStatus.CANCELLED if stopped else self.status


class JobSummary(Model):
    """A job's row, as lists, pages, API and command line tell it. Times are null where it has not come that far.

    `event_id`: the event that asked for it, which says `tenant` and `tags`. `generation`: fresh starts of its whole
    workflow. `executor`: what runs it. `taken_by`: the job that took this one's place, where a limit made it skip,
    replace or join. `gathered`: jobs whose events it brings along. `operation`: what was done in bulk, and made it.
    `erased_at`: since when its data is gone. `moved`: {runs, code, message, at} of one whose processes broke where its
    pipeline runs, so that it goes on elsewhere.
    """

    id: str
    pipeline: str
    status: StoredJobStatus
    error: StoredError
    event_id: str
    priority: int
    run_at: datetime
    queued_at: datetime
    dispatched_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    deadline_at: datetime | None
    generation: int
    executor: str | None
    workflow: str | None
    rerun_of: str | None
    rerun_from: str | None
    operation: str | None
    erased_at: datetime | None
    tenant: str | None
    tags: StoredObject
    taken_by: str | None
    gathered: int
    moved: StoredObject | None

    @property
    def final(self) -> bool:
        return self.status in FINAL if isinstance(self.status, JobStatus) else self.finished_at is not None

    @property
    def moved_because(self) -> str | None:
        """One sentence: where it was moved to, and what broke."""
        if self.moved is None:
            return None
        runs, code, message = (self.moved.get(key) for key in ("runs", "code", "message"))
        return f"Its processes broke again and again, so it was moved to {runs}; the last time: {code}: {message}"

    @property
    def seconds(self) -> float:
        """From queued to final, or to now."""
        return ((self.finished_at or datetime.now(UTC)) - self.queued_at).total_seconds()


class JobView(JobSummary):
    """One job whole: its row, its attempts in the order they began, what to do about its error, and its result where it
    was asked for."""

    attempts: list[AttemptView] = []
    result: StoredObject | None = Field(default=None, description="Left out unless it is asked for")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def advice(self) -> Advice | None:
        return advice(self.error, self._error_exit_code) if self.error else None

    @property
    def _error_exit_code(self) -> int | None:
        """How the attempt ended that decided the job's error."""
        for attempt in self.attempts:
            if self.error and (attempt.step, attempt.number) == (self.error.step, self.error.attempt):
                return attempt.exit_code
        return None

    def public(self) -> dict[str, Any]:
        """The object that API and `--json` give."""
        return self.model_dump(mode="json", exclude_unset=True)


def find_job(connection: psycopg.Connection[Any], job_id: str, *, with_result: bool = True) -> JobView | None:
    columns = f"{COLUMNS}, {RESULT}" if with_result else COLUMNS
    with connection.cursor(row_factory=class_row(JobView)) as cursor:
        job = cursor.execute(f"select {columns} {QUERIES['job']}", {"id": job_id}).fetchone()
    if job is None:
        return None
    with connection.cursor(row_factory=class_row(AttemptView)) as cursor:
        attempts = cursor.execute(QUERIES["attempts"], {"id": job_id}).fetchall()
    return job.model_copy(update={"attempts": attempts})


def find_result(connection: psycopg.Connection[Any], job_id: str) -> tuple[str, str | None] | None:
    """The job's status and its result as JSON text, if it has left one. None: no such job."""
    row = connection.execute(QUERIES["result"], {"id": job_id}).fetchone()
    return None if row is None else (row[0], row[1])


def attempt_logs(connection: psycopg.Connection[Any], job_id: str) -> list[tuple[str, int, str]] | None:
    """Step, attempt and log of each attempt that logged something. None: no such job."""
    rows = connection.execute(QUERIES["logs"], {"id": job_id}).fetchall()
    if not rows:
        return None
    return [(step, number, text) for step, number, text in rows if text is not None]


def dispatchers_alive(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute(QUERIES["dispatchers"]).fetchone()
    return int(row[0]) if row else 0
