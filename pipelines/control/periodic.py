"""Periodic work, once a minute: deletes expired exports and old jobs."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import psycopg

from pipelines.control.retention import delete_old_jobs
from steps.core.errors import StepError
from steps.core.postgres.connect import connect
from steps.core.settings import Settings
from steps.core.storage.storage import Storage
from steps.gdpr.expiry import purge_expired

EVERY_SECONDS = 60.0
log = logging.getLogger(__name__)


async def run_periodic(settings: Settings, retention: timedelta | None) -> None:
    """Until cancelled. What fails is tried again a minute later. `retention`: how long finished jobs are kept; None
    keeps them."""
    while True:
        try:
            await asyncio.to_thread(_once, settings, retention)
        except (StepError, psycopg.Error) as error:
            log.warning("housekeeping_failed", extra={"error": type(error).__name__})
        await asyncio.sleep(EVERY_SECONDS)


def _once(settings: Settings, retention: timedelta | None) -> None:
    storage = Storage(settings.storage_url, settings.storage_endpoint)
    with connect(settings) as connection:
        purge_expired(connection, storage, datetime.now(UTC))
        if retention is not None and (deleted := delete_old_jobs(connection, storage, retention)):
            log.info("old_jobs_deleted", extra={"jobs": deleted})
