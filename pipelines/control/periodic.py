"""What has to happen once a minute while jobs run: counters are added up, and what is too old is deleted."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from pipelines.core.supervision.pulse import Pulse
from pipelines.core.supervision.supervisor import Supervisor
from pipelines.operations.audit.acts import forget_acts, note_setting
from pipelines.operations.audit.origin import Origin
from pipelines.operations.housekeeping.counters import forget_operations, forget_rejected, roll_up
from pipelines.operations.housekeeping.gates_at_rest import forget_gates
from pipelines.operations.housekeeping.retention import delete_old_jobs
from steps.core.logs.exceptions import describe
from steps.core.logs.lines import FIELDS
from steps.core.postgres.connect import connect
from steps.core.settings import Settings
from steps.core.storage.storage import Storage
from steps.gdpr.expiry import purge_expired

EVERY_SECONDS = 60.0
SILENCE_SECONDS = 900.0  # a work may delete hundreds of files in a slow storage between two signs of life
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """One thing to do; safe from several places at once."""

    name: str
    do: Callable[[psycopg.Connection[Any], Settings, Pulse], object]


FIGURES = (
    Work("roll_up", lambda connection, settings, pulse: roll_up(connection)),
    Work("forget_rejected", lambda connection, settings, pulse: forget_rejected(connection)),
    Work("forget_operations", lambda connection, settings, pulse: forget_operations(connection)),
    Work("forget_gates", lambda connection, settings, pulse: forget_gates(connection)),
    Work("forget_audit", lambda connection, settings, pulse: forget_acts(connection)),
)


def all_works(retention: timedelta | None) -> tuple[Work, ...]:
    """`retention`: how long finished jobs stay, if not for ever."""
    expired = Work("purge_expired", _expired)
    noted = Work("note_retention", lambda connection, settings, pulse: _note_retention(connection, retention))
    if retention is None:
        return (*FIGURES, expired, noted)
    age = retention

    def old_jobs(connection: psycopg.Connection[Any], settings: Settings, pulse: Pulse) -> None:
        if deleted := delete_old_jobs(connection, _storage(settings), age, after_each=pulse.still_working):
            log.info("old_jobs_deleted", extra={"jobs": deleted})

    return (*FIGURES, expired, noted, Work("delete_old_jobs", old_jobs))


def _note_retention(connection: psycopg.Connection[Any], retention: timedelta | None) -> None:
    """So that the audit says since when jobs stay as long as they do."""
    days = f"{retention / timedelta(days=1):g}" if retention else "0"
    note_setting(connection, "JOBS_RETENTION_DAYS", days, Origin(door="control", actor=socket.gethostname()))


def _expired(connection: psycopg.Connection[Any], settings: Settings, pulse: Pulse) -> None:
    purge_expired(connection, _storage(settings), datetime.now(UTC))


def _storage(settings: Settings) -> Storage:
    return Storage(settings.storage_url, settings.storage_endpoint)


def start_periodic(supervisor: Supervisor, settings: Settings, works: Sequence[Work]) -> None:
    """Until the supervisor stops. What fails is tried again a minute later."""

    async def run(pulse: Pulse) -> None:
        while True:
            await asyncio.to_thread(once, settings, works, pulse)
            pulse.beat()
            await asyncio.sleep(EVERY_SECONDS)

    supervisor.start("housekeeping", run, silence=SILENCE_SECONDS)


def once(settings: Settings, works: Sequence[Work], pulse: Pulse) -> None:
    """Each of them, whatever becomes of the others, on one connection as long as none breaks it. Errors: TemporaryError
    where PostgreSQL does not answer."""
    with ExitStack() as open_connections:
        connection: psycopg.Connection[Any] | None = None
        for work in works:
            if connection is None or connection.closed:
                connection = open_connections.enter_context(connect(settings, "housekeeping"))
            try:
                work.do(connection, settings, pulse)
            except Exception as error:
                pulse.noted(error)
                log.warning("housekeeping_failed", extra={FIELDS: {"work": work.name, **describe(error)}})
                with suppress(psycopg.Error):
                    connection.rollback()
            pulse.still_working()
