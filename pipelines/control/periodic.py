"""What has to happen once a minute while jobs run: counters are added up, and what is too old is deleted."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from pipelines.operations.audit import forget_acts, note_setting
from pipelines.operations.housekeeping.counters import forget_rejected, roll_up
from pipelines.operations.housekeeping.retention import delete_old_jobs
from pipelines.operations.origin import Origin
from steps.core.errors import StepError
from steps.core.postgres.connect import connect
from steps.core.settings import Settings
from steps.core.storage.storage import Storage
from steps.gdpr.expiry import purge_expired

EVERY_SECONDS = 60.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """One thing to do; safe from several places at once."""

    name: str
    do: Callable[[psycopg.Connection[Any], Settings], object]


FIGURES = (
    Work("roll_up", lambda connection, settings: roll_up(connection)),
    Work("forget_rejected", lambda connection, settings: forget_rejected(connection)),
    Work("forget_audit", lambda connection, settings: forget_acts(connection)),
)


def all_works(retention: timedelta | None) -> tuple[Work, ...]:
    """`retention`: how long finished jobs stay, if not for ever."""
    expired = Work("purge_expired", _expired)
    noted = Work("note_retention", lambda connection, settings: _note_retention(connection, retention))
    if retention is None:
        return (*FIGURES, expired, noted)
    age = retention

    def old_jobs(connection: psycopg.Connection[Any], settings: Settings) -> None:
        if deleted := delete_old_jobs(connection, _storage(settings), age):
            log.info("old_jobs_deleted", extra={"jobs": deleted})

    return (*FIGURES, expired, noted, Work("delete_old_jobs", old_jobs))


def _note_retention(connection: psycopg.Connection[Any], retention: timedelta | None) -> None:
    """So that the audit says since when jobs stay as long as they do."""
    days = f"{retention / timedelta(days=1):g}" if retention else "0"
    note_setting(connection, "JOBS_RETENTION_DAYS", days, Origin(door="control", actor=socket.gethostname()))


def _expired(connection: psycopg.Connection[Any], settings: Settings) -> None:
    purge_expired(connection, _storage(settings), datetime.now(UTC))


def _storage(settings: Settings) -> Storage:
    return Storage(settings.storage_url, settings.storage_endpoint)


async def run_periodic(settings: Settings, works: Sequence[Work]) -> None:
    """Until cancelled. What fails is tried again a minute later."""
    while True:
        await asyncio.to_thread(once, settings, works)
        await asyncio.sleep(EVERY_SECONDS)


def once(settings: Settings, works: Sequence[Work]) -> None:
    """Each of them, whatever becomes of the others."""
    for work in works:
        try:
            with connect(settings, "housekeeping") as connection:
                work.do(connection, settings)
        except (StepError, psycopg.Error) as error:
            log.warning("housekeeping_failed", extra={"work": work.name, "error": type(error).__name__})
