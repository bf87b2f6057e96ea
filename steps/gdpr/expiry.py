"""Delete exports whose time is over. Calling it again, or from two places at once, is harmless."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

import psycopg

from steps.core.logs.exceptions import describe
from steps.core.logs.lines import FIELDS
from steps.core.storage.storage import Storage
from steps.gdpr.register import QUERIES, Register

log = logging.getLogger(__name__)


def purge_expired(connection: psycopg.Connection[Any], storage: Storage, now: datetime) -> int:
    """Delete every expired export; returns how many. One that storage refuses to delete stays for the next call."""
    due = [row[0] for row in connection.execute(QUERIES["expired"], {"now": now})]
    return sum(_purge(connection, storage, request_id, now) for request_id in due)


def _purge(connection: psycopg.Connection[Any], storage: Storage, request_id: str, now: datetime) -> bool:
    key = {"request_id": request_id, "now": now}
    try:
        with connection.transaction():
            row = connection.execute(QUERIES["lock_expired"], key).fetchone()
            if row is None:
                return False
            storage.delete(storage.uri(row[0]))
            connection.execute(QUERIES["purge"], key)
            Register(connection, request_id).record("purged", "expiry")
    except Exception as error:  # whatever is wrong with this one, the others' time is over as well
        if connection.closed:
            raise
        log.warning("gdpr_purge_failed", extra={FIELDS: {"request_id": request_id, **describe(error)}})
        return False
    return True
