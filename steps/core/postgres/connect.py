"""The one way to open a connection to PostgreSQL, and the one place where psycopg's errors become ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from steps.core.errors import ConfigurationError, TemporaryError
from steps.core.postgres.loading import LOADING
from steps.core.settings import Settings

CONNECT_SECONDS = 10  # a server that is gone does not refuse, it is silent


def parameters(
    purpose: str, *, autocommit: bool = True, seconds: int = CONNECT_SECONDS, prepare: bool = True
) -> dict[str, Any]:
    """What psycopg is told of every connection.

    `purpose`: what it is for; pg_stat_activity shows `jobs <purpose>`. `seconds`: the longest wait for each host.
    `prepare`: whether statements that come again are prepared.
    """
    told: dict[str, Any] = {
        "application_name": f"jobs {purpose}",
        "autocommit": autocommit,
        "connect_timeout": seconds,
        "context": LOADING,
    }
    return told if prepare else {**told, "prepare_threshold": None}


def connect(settings: Settings, purpose: str) -> psycopg.Connection[Any]:
    """An autocommitting connection to the jobs database.

    Errors: ConfigurationError without a DATABASE_URL, TemporaryError `database_unavailable`.
    """
    if settings.database_url is None:
        raise ConfigurationError("no_database", "DATABASE_URL is not set; set it, or start `bgjobs dev`")
    with translated():
        return connect_to(settings.database_url.get_secret_value(), purpose)


def connect_to(url: str, purpose: str, **options: Any) -> psycopg.Connection[Any]:
    """A connection to any database. `options`: those of `parameters`. Errors: psycopg's own."""
    return psycopg.connect(url, **parameters(purpose, **options))


async def connect_async(url: str, purpose: str) -> psycopg.AsyncConnection[Any]:
    """An autocommitting connection for asyncio. Errors: psycopg's own."""
    return await psycopg.AsyncConnection.connect(url, **parameters(purpose))


@contextmanager
def translated() -> Iterator[None]:
    """Turn a lost or refused connection into one error; the driver's text may name hosts, so it is dropped.

    Errors: TemporaryError `database_unavailable`.
    """
    try:
        yield
    except psycopg.OperationalError as error:
        raise TemporaryError(
            "database_unavailable", f"PostgreSQL did not answer ({type(error).__name__})"
        ) from error
