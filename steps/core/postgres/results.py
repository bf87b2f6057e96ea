"""What another job left for its caller, for jobs that work on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg

from steps.core.errors import PermanentError
from steps.core.postgres.connect import translated
from steps.core.postgres.loading import readable
from steps.core.postgres.sql import load

QUERIES = load("results.sql")


def result_of(connection: psycopg.Connection[Any], job_id: str, *, pipeline: str) -> dict[str, Any]:
    """The whole result (the envelope) of a job of this pipeline.

    Errors: PermanentError `no_such_result` for an unknown id, one of another pipeline, or one without a result (yet);
    `unreadable` for one that Python cannot hold.
    """
    with translated():
        row = connection.execute(QUERIES["result_of"], {"job_id": _uuid(job_id)}).fetchone()
    if row is None:
        raise _no_result(f"there is no job {job_id}, or it was removed")
    found, status, data = row
    if found != pipeline:
        raise _no_result(f"job {job_id} is a {found}, not a {pipeline}")
    if data is None:
        raise _no_result(f"job {job_id} has no result; its status is {status}")
    result: dict[str, Any] = readable(data, f"the result of job {job_id}")
    return result


def _uuid(job_id: str) -> UUID:
    try:
        return UUID(job_id)
    except ValueError:
        raise _no_result(f"{job_id} is no job's id") from None


def _no_result(message: str) -> PermanentError:
    return PermanentError("no_such_result", message)
