"""Deletes finished jobs after the retention time, with their event, attempts, logs, results and files.

What stays: the counters (jobs.tally), the register of personal data exports, and the documents that were sent in,
because another event may name the same one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg

from steps.core.postgres.sql import load
from steps.core.storage.storage import Storage

QUERIES = load("retention.sql", "pipelines.operations.housekeeping")
AT_ONCE = 500  # jobs in a transaction


def delete_old_jobs(connection: psycopg.Connection[Any], storage: Storage, age: timedelta) -> int:
    """Delete every job that ended longer ago than `age`; returns how many. A job's files go before its row, so what is
    interrupted is done again. Safe from several places at once. Errors: those of `Storage`."""
    deleted = 0
    while ids := _some(connection, storage, age):
        deleted += len(ids)
    return deleted


def _some(connection: psycopg.Connection[Any], storage: Storage, age: timedelta) -> list[str]:
    with connection.transaction():
        rows = connection.execute(QUERIES["due"], {"age": age, "at_most": AT_ONCE}).fetchall()
        ids = [job_id for (job_id,) in rows]
        for job_id in ids:
            storage.delete_folder(f"jobs/{job_id}")
        connection.execute(QUERIES["delete"], {"ids": ids})
    return ids
