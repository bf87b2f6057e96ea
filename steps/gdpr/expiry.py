"""Delete exports whose time is over. Calling it again, or from two places at once, is harmless."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

import psycopg

from steps.core.errors import StepError
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
    except StepError as error:
        log.warning("gdpr_purge_failed", extra={"request_id": request_id, "code": error.code})
        return False
    return True
