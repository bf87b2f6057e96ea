"""Deletes finished jobs after the retention time, with their event, attempts, logs, results and files.

What stays: the counters (jobs.tally), the register of personal data exports, and the documents that were sent in,
because another event may name the same one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg

from steps.core.errors import ConfigurationError, PermanentError
from steps.core.postgres.sql import load
from steps.core.storage.storage import Storage

QUERIES = load("retention.sql", "pipelines.operations.housekeeping")
AT_ONCE = 100  # jobs in a transaction: some 60 ms of work, for which others wait on a machine with few cores
SECONDS = 2.0  # of a transaction at the most, however slow the storage: PostgreSQL tidies up nothing that is younger
RESTS = 3.0  # times as long as it worked: what runs has three quarters of the machine to itself
BEGIN = ("-infinity", "00000000-0000-0000-0000-000000000000")
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
    while gone := _all_due(connection, storage, age, after_each):
        deleted += gone  # a job may have waited for its rerun, which is gone now
    return deleted


def _all_due(
    connection: psycopg.Connection[Any], storage: Storage, age: timedelta, after_each: Callable[[], None]
) -> int:
    """Each of them is looked at once: those that must stay for now do not hold up what ended after them."""
    deleted, place = 0, BEGIN
    while True:
        began = time.monotonic()
        gone, reached = _some(connection, storage, age, place)
        if reached == place:
            return deleted
        deleted, place = deleted + gone, reached
        after_each()
        time.sleep(RESTS * (time.monotonic() - began))


def _some(
    connection: psycopg.Connection[Any], storage: Storage, age: timedelta, place: tuple[str, str]
) -> tuple[int, tuple[str, str]]:
    """How many were deleted, and how far we came. A job whose files cannot be deleted stays."""
    gone: list[str] = []
    began = time.monotonic()
    with connection.transaction():
        told = {"age": age, "at_most": AT_ONCE, "after": place[0], "last": place[1]}
        for job_id, finished_at in connection.execute(QUERIES["due"], told).fetchall():
            try:
                storage.delete_folder(f"jobs/{job_id}")
            except ConfigurationError:  # it refuses all of them
                raise
            except PermanentError as error:
                log.warning("job_not_deleted", extra={"job_id": job_id, "code": error.code})
            else:
                gone.append(job_id)
            place = (finished_at, job_id)
            if time.monotonic() - began > SECONDS:
                break
        connection.execute(QUERIES["delete"], {"ids": gone})
    return len(gone), place
