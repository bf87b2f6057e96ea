"""Cancel a job: at once while it is queued; a running one is stopped by its executor, which Postgres notifies."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg.types.json import Jsonb

from pipelines.operations.audit.origin import Origin
from steps.core.outcome import CANCELLED, JobError
from steps.core.postgres.sql import load

QUERIES = load("operations.sql", "pipelines.operations")


def cancel(connection: psycopg.Connection[Any], job_id: str, *, origin: Origin) -> str | None:
    """The job's status afterwards: `cancelled`, or another final one that came first. None: no such job."""
    row = connection.execute(*cancellation(job_id, origin)).fetchone()
    status: str | None = row[0] if row else None
    return status


def cancellation(job_id: str, origin: Origin) -> tuple[LiteralString, dict[str, Any]]:
    """The statement that cancels it and answers with its status, and its parameters."""
    error = JobError(code=CANCELLED, message=f"cancelled on request ({origin.actor})", retryable=False)
    told = {"job_id": job_id, "error": Jsonb(error.model_dump()), "origin": origin.json_text()}
    return QUERIES["cancel"], told
