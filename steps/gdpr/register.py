"""The register of exports in the jobs database: who asked for what, when it was made, when it was deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import psycopg

from steps.core.postgres.sql import load

QUERIES = load("register.sql", __package__)
Event = Literal["downloaded", "purged"]


class Register:
    """The entry of one request. Its events can only be added to; a trigger refuses all else."""

    def __init__(self, connection: psycopg.Connection[Any], request_id: str) -> None:
        self._connection, self._key = connection, {"request_id": request_id}

    def subject_hash(self, subject_id: str) -> str:
        """HMAC-SHA256 of the person's key under this installation's secret: finds their exports, names nobody."""
        row = self._connection.execute(QUERIES["subject_hash"], {"subject": subject_id}).fetchone()
        assert row is not None  # noqa: S101  the migration wrote the secret
        return str(row[0])

    def open(
        self,
        *,
        subject_hash: str,
        requested_by: str,
        verified_how: str,
        object_key: str,
        expires_at: datetime,
    ) -> None:
        """Before the export is made. A repeated attempt opens its entry again."""
        self._connection.execute(QUERIES["open_export"], {
            **self._key, "subject_hash": subject_hash, "requested_by": requested_by,
            "verified_how": verified_how, "object_key": object_key, "expires_at": expires_at,
        })  # fmt: skip

    def close(self, *, sha256: str | None, size: int | None) -> None:
        """The export is stored whole; `size` is in bytes."""
        self._connection.execute(QUERIES["close_export"], {**self._key, "sha256": sha256, "bytes": size})

    def record(self, event: Event, actor: str) -> None:
        self._connection.execute(QUERIES["record_event"], {**self._key, "event": event, "actor": actor})
