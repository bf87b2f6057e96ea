"""Deletes finished jobs after the retention time, with their event, attempts, logs, results and files.

What stays: the counters (jobs.tally), the register of personal data exports, and the documents that were sent in,
because another event may name the same one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg

from steps.core.errors import ConfigurationError, PermanentError
from steps.core.postgres.sql import load
from steps.core.storage.storage import Storage

QUERIES = load("retention.sql", "pipelines.operations.housekeeping")
AT_ONCE = 500  # jobs in a transaction
log = logging.getLogger(__name__)


def delete_old_jobs(
    connection: psycopg.Connection[Any],
    storage: Storage,
    age: timedelta,
    *,
    after_each: Callable[[], None] = lambda: None,
) -> int:
    """Delete every job that ended longer ago than `age`; returns how many. A job's files go before its row, so what is
    interrupted is done again. Safe from several places at once. `after_each`: called after each transaction. Errors:
    those of `Storage`."""
    deleted = 0
    while ids := _some(connection, storage, age):
        deleted += len(ids)
        after_each()
    return deleted


def _some(connection: psycopg.Connection[Any], storage: Storage, age: timedelta) -> list[str]:
    """A job whose files cannot be deleted stays, and holds up no other."""
    ids: list[str] = []
    with connection.transaction():
        for (job_id,) in connection.execute(QUERIES["due"], {"age": age, "at_most": AT_ONCE}).fetchall():
            try:
                storage.delete_folder(f"jobs/{job_id}")
            except ConfigurationError:  # it refuses all of them
                raise
            except PermanentError as error:
                log.warning("job_not_deleted", extra={"job_id": job_id, "code": error.code})
            else:
                ids.append(job_id)
        connection.execute(QUERIES["delete"], {"ids": ids})
    return ids
