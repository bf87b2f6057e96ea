"""The exported database, seen through one read-only snapshot that no other session can change."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from steps.core.errors import ConfigurationError
from steps.core.postgres.connect import connect_elsewhere, translated
from steps.core.postgres.sql import load
from steps.gdpr.export.pseudonyms import hmac_pads

QUERIES = load("source.sql", __package__)
SETTING = "JOBS_GDPR_DATABASE_URL"


@dataclass(frozen=True)
class Snapshot:
    """A connection inside its transaction; all its reads see the database as it was at `at`."""

    connection: psycopg.Connection[Any]
    id: str
    at: datetime


@contextmanager
def snapshot(url: str, *, subject_id: str, seconds: float) -> Iterator[Snapshot]:
    """Open the database for one export that may take `seconds`.

    The subject's key and the pseudonym key (fresh and random, gone with the transaction) are settings of the
    transaction, so they stand in no SQL text that PostgreSQL may show or log.
    Errors: TemporaryError `database_unavailable`, ConfigurationError `gdpr_database_forbidden`.
    """
    with translated(SETTING), _forbidden(), _connect(url) as connection:
        inner, outer = hmac_pads(secrets.token_bytes(32))
        row = connection.execute(
            QUERIES["open_snapshot"],
            {
                "milliseconds": max(1000, int(seconds * 1000)),
                "subject": subject_id,
                "inner": inner,
                "outer": outer,
            },
        ).fetchone()
        assert row is not None  # noqa: S101  a SELECT without FROM always gives one row
        yield Snapshot(connection, *row)


@contextmanager
def _connect(url: str) -> Iterator[psycopg.Connection[Any]]:
    connection = connect_elsewhere(url, "gdpr-exporter", SETTING)
    try:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection
    finally:
        connection.close()


@contextmanager
def _forbidden() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise ConfigurationError(
            "gdpr_database_forbidden", f"the role of JOBS_GDPR_DATABASE_URL: {error.diag.message_primary}"
        ) from None
