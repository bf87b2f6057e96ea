"""Connections to Postgres, and the one place where psycopg's errors become ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import tuple_row

from steps.core.errors import ConfigurationError, TemporaryError
from steps.core.settings import Settings

CONNECT_SECONDS = 10  # a server that is gone does not refuse, it is silent


def connect(settings: Settings, **options: Any) -> psycopg.Connection[Any]:
    """An autocommitting connection to the jobs database. Errors: ConfigurationError without a DATABASE_URL."""
    if settings.database_url is None:
        raise ConfigurationError("no_database", "DATABASE_URL is not set; set it, or start `bgjobs dev`")
    with translated():
        return psycopg.connect(
            settings.database_url.get_secret_value(),
            autocommit=True,
            row_factory=tuple_row,
            application_name="background-jobs",
            **{"connect_timeout": CONNECT_SECONDS, **options},
        )


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
