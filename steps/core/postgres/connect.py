"""The one way to open a connection to PostgreSQL, and the one place where psycopg's errors become ours.

Every connection is given the settings that our queries rely on, whatever role, database and server say. One statement
does it, which tells a pooler apart as well: the process that answers is another than the one that was announced. A
pooler hands on only what it keeps per client, so behind one nothing else is set and no statement is prepared.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from steps.core.errors import ConfigurationError
from steps.core.postgres.failures import OURS, failure_of
from steps.core.postgres.loading import LOADING
from steps.core.postgres.sql import load
from steps.core.settings import Settings
from steps.core.text.address import normalized

QUERIES = load("connect.sql")
CONNECT_SECONDS = 10  # a server that is gone does not refuse, it is silent
# What a pooler keeps for each client: PostgreSQL reports every change.
REPORTED = {
    "client_encoding": "UTF8",
    "DateStyle": "ISO, MDY",
    "TimeZone": "UTC",
    "standard_conforming_strings": "on",
}
# Left to the operator: default_transaction_read_only, a switch of theirs, and synchronous_commit, which `doctor` sees.
SETTINGS = {
    "search_path": "pg_catalog, pg_temp",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "array_nulls": "on",
    "quote_all_identifiers": "off",
    "transform_null_equals": "off",
    "row_security": "on",
    "default_transaction_isolation": "read committed",
    "default_transaction_deferrable": "off",
    "jit": "off",  # our queries are short; compiling one takes seconds
    "plan_cache_mode": "auto",
    "lock_timeout": "0",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "600000",  # ms; a process that stands still holds its locks no longer
    "tcp_keepalives_idle": "30",  # seconds; so long a lost machine's advisory locks outlive it, and what follows
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
SINCE = {"transaction_timeout": (170_000, "0")}  # of later servers only


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
        "client_encoding": "UTF8",
        "connect_timeout": seconds,
        "keepalives": 1,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 60_000,
        "context": LOADING,
    }
    return told if prepare else {**told, "prepare_threshold": None}


def connect(settings: Settings, purpose: str) -> psycopg.Connection[Any]:
    """An autocommitting connection to the jobs database.

    Errors: ConfigurationError without a DATABASE_URL and for one that leads nowhere, Unavailable.
    """
    if settings.database_url is None:
        raise ConfigurationError("no_database", "DATABASE_URL is not set; set it, or start `bgjobs dev`")
    with translated():
        return connect_to(settings.database_url.get_secret_value(), purpose)


def connect_to(url: str, purpose: str, *, milliseconds: int = 0, **options: Any) -> psycopg.Connection[Any]:
    """A connection to a database of ours. `milliseconds`: the longest that a statement may take, 0 for ever.
    `options`: those of `parameters`. Errors: psycopg's own, ConfigurationError `database_encoding`."""
    connection = psycopg.connect(url, **parameters(purpose, **options))
    try:
        configure(connection, milliseconds=milliseconds)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_elsewhere(url: str, purpose: str, setting: str) -> psycopg.Connection[Any]:
    """A connection to somebody else's database, for reading in transactions, which set what they rely on. `setting`:
    where its address stands. Errors: ConfigurationError for an address that cannot be read, otherwise psycopg's own."""
    try:
        address = normalized(url)
        conninfo_to_dict(address)
    except ValueError as error:
        raise ConfigurationError("database_url", f"{setting} {error}") from None
    except psycopg.Error as error:
        raise failure_of(error, setting) or error from None
    return psycopg.connect(address, **parameters(purpose, autocommit=False, prepare=False))


@asynccontextmanager
async def connect_async(
    url: str, purpose: str, *, milliseconds: int = 0
) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """An autocommitting connection for asyncio, closed at the end, however often its task is cancelled: psycopg's own
    context manager waits for a rollback first, and stays open where that is cancelled. `milliseconds` and errors: as
    those of `connect_to`."""
    connection = await psycopg.AsyncConnection.connect(url, **parameters(purpose))
    try:
        check_encoding(connection.info)
        cursor = await connection.execute(QUERIES["configure"], _told(connection.info, milliseconds))
        _prepared(connection, await cursor.fetchone())
        yield connection
    finally:
        await connection.close()


def configure(connection: psycopg.Connection[Any], *, milliseconds: int = 0) -> None:
    """Give a new connection our settings. Errors: as those of `connect_to`."""
    check_encoding(connection.info)
    row = connection.execute(QUERIES["configure"], _told(connection.info, milliseconds)).fetchone()
    _prepared(connection, row)
    if not connection.autocommit:
        connection.commit()


def behind_pooler(connection: psycopg.Connection[Any] | psycopg.AsyncConnection[Any]) -> bool:
    """Whether a pooler answers, of whatever kind: of one of our connections, which prepare statements without one."""
    return connection.prepare_threshold is None


def check_encoding(info: psycopg.ConnectionInfo) -> None:
    """Errors: ConfigurationError `database_encoding`: anything but UTF8 cannot store every text."""
    if (encoding := info.parameter_status("server_encoding")) not in (None, "UTF8"):
        raise ConfigurationError(
            "database_encoding",
            f"the database's encoding is {encoding}, which cannot store every text; make one with UTF8: "
            "createdb --encoding=UTF8 --template=template0 NAME",
        )


def _told(info: psycopg.ConnectionInfo, milliseconds: int) -> dict[str, Any]:
    later = {name: value for name, (version, value) in SINCE.items() if info.server_version >= version}
    direct = SETTINGS | later | {"statement_timeout": str(milliseconds)}
    return {
        "backend": info.backend_pid,
        "reported": json.dumps(REPORTED),
        "direct": json.dumps(direct),
    }


def _prepared(connection: psycopg.Connection[Any] | psycopg.AsyncConnection[Any], row: Any) -> None:
    if not row[0]:
        connection.prepare_threshold = None


@contextmanager
def translated(setting: str = OURS) -> Iterator[None]:
    """Turn psycopg's errors into ours, where one says more. `setting`: the one that names the database.

    Errors: those of `failure_of`; psycopg's own where it says nothing more.
    """
    try:
        yield
    except psycopg.Error as error:
        if (failure := failure_of(error, setting)) is None:
            raise
        raise failure from error
