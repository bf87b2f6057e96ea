"""Writes to the running attempt how far it is."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from steps.core.postgres.session import Session
from steps.core.postgres.sql import load

QUERIES = load("jobs.sql")
PAUSE_SECONDS = 0.5  # between two writes; the last unit is written at once


class Progress:
    """`key`: job_id, step and number of the attempt. Errors: those of `Session.fetch`."""

    def __init__(self, session: Session, key: Mapping[str, Any]) -> None:
        self._session, self._key, self._next = session, key, 0.0

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` units are done."""
        now = time.monotonic()
        if now >= self._next or done == total:
            self._next = now + PAUSE_SECONDS
            self._session.fetch(QUERIES["progress"], {**self._key, "done": done, "total": total})
