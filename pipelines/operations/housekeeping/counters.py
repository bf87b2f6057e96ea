"""What is tidied up from time to time: counters of finished jobs, and refused events that nobody asks for any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from pipelines.operations.paging import first_id_at
from steps.core.postgres.sql import load

QUERIES = load("counters.sql", "pipelines.operations.housekeeping")
ROUNDS = 10  # of adding up at a time; what is left comes with the next
REJECTED_KEPT = timedelta(days=7)
OPERATIONS_KEPT = timedelta(days=90)  # after their end; the audit tells of them for longer


def roll_up(connection: psycopg.Connection[Any]) -> None:
    """Add up what has ended since the last time."""
    for _ in range(ROUNDS):
        row = connection.execute(QUERIES["roll_up"]).fetchone()
        if not row or not row[0]:
            return


def forget_rejected(connection: psycopg.Connection[Any]) -> None:
    """Delete refused events that are older than REJECTED_KEPT."""
    before = first_id_at(datetime.now(UTC) - REJECTED_KEPT)
    connection.execute(QUERIES["forget_rejected"], {"before": before})


def forget_operations(connection: psycopg.Connection[Any]) -> None:
    """Delete operations that ended longer than OPERATIONS_KEPT ago."""
    connection.execute(QUERIES["forget_operations"], {"kept": OPERATIONS_KEPT})
