"""What has to happen once a minute while jobs run: expired exports are deleted."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

import psycopg

from steps.core.database import connect
from steps.core.errors import StepError
from steps.core.settings import Settings
from steps.core.storage import Storage
from steps.gdpr.expiry import purge_expired

EVERY_SECONDS = 60.0
log = logging.getLogger(__name__)


async def keep_house(settings: Settings) -> None:
    """Until cancelled. What fails is tried again a minute later."""
    while True:
        try:
            await asyncio.to_thread(_once, settings)
        except (StepError, psycopg.Error) as error:
            log.warning("housekeeping_failed: %s", type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)


def _once(settings: Settings) -> None:
    with connect(settings) as connection:
        purge_expired(connection, Storage(settings.storage_url, settings.storage_endpoint), datetime.now(UTC))
