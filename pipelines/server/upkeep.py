"""What the server does once a minute by itself: add up counters, forget old refused events."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import psycopg

from pipelines.operations.paging import first_id_at
from pipelines.server.api.metrics import roll_up
from pipelines.server.api.rejected import QUERIES
from pipelines.server.services import Services

EVERY_SECONDS = 60.0
REJECTED_KEPT = timedelta(days=7)
log = logging.getLogger(__name__)


async def keep_up(services: Services) -> None:
    """Until cancelled. What fails is tried again a minute later."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await asyncio.to_thread(once, services)
        except psycopg.Error as error:
            log.warning("upkeep_failed", extra={"error": type(error).__name__})


def once(services: Services) -> None:
    with services.pool.connection() as connection:
        roll_up(connection)
        before = first_id_at(datetime.now(UTC) - REJECTED_KEPT)
        connection.execute(QUERIES["forget_rejected"], {"before": before})
