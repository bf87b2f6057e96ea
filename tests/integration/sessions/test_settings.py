"""Whatever role, database and server say, our connections mean the same; behind a pooler as far as that can be."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from pipelines.core.connections.connection_pool import connection_pool
from steps.core.errors import ConfigurationError
from steps.core.postgres.connect import SETTINGS, behind_pooler, connect_async, connect_to
from steps.core.postgres.migrate import migrate, pending
from tests.support.debian import Debian, pgbouncer

ODD = {
    "DateStyle": "German",
    "TimeZone": "Asia/Kathmandu",
    "client_encoding": "LATIN1",
    "standard_conforming_strings": "off",
    "search_path": "elsewhere",
    "IntervalStyle": "iso_8601",
    "bytea_output": "escape",
    "extra_float_digits": "-10",
    "array_nulls": "off",
    "quote_all_identifiers": "on",
    "transform_null_equals": "on",
    "row_security": "off",
    "default_transaction_isolation": "serializable",
    "default_transaction_deferrable": "on",
    "jit": "on",
    "jit_above_cost": "0",
    "plan_cache_mode": "force_generic_plan",
    "statement_timeout": "1500",
    "lock_timeout": "1000",
    "idle_session_timeout": "1000",
    "idle_in_transaction_session_timeout": "1000",
    "tcp_keepalives_idle": "7200",
}
WHAT = (
    "select '2026-03-01 12:00:00+00'::timestamptz, 1.1::float8, '\\x00ff'::bytea, array[null], 'a\\b', "
    "interval '1 day'"
)
MEANT = (datetime(2026, 3, 1, 12, tzinfo=UTC), 1.1, b"\x00\xff", [None], "a\\b")


@pytest.fixture
def odd(debian: Debian) -> Iterator[Debian]:
    """A role and a database whose settings are all unlike ours."""
    debian.run(*(f"alter role app set {name} = '{value}'" for name, value in ODD.items()))
    yield debian
    debian.run("alter role app reset all")


def stated(connection: psycopg.Connection[Any]) -> dict[str, str]:
    names = [
        *SETTINGS,
        "statement_timeout",
        "DateStyle",
        "TimeZone",
        "client_encoding",
        "standard_conforming_strings",
    ]
    return {name: connection.execute("select current_setting(%s)", [name]).fetchone()[0] for name in names}  # type: ignore[index]


def test_no_setting_of_a_role_changes_what_we_read(odd: Debian) -> None:
    with connect_to(odd.url("jobs", "app"), "test") as connection:
        row = connection.execute(WHAT).fetchone()
        assert row is not None
        assert row[:5] == MEANT
        assert row[5].days == 1
        found = stated(connection)
        assert (found["jit"], found["search_path"], found["statement_timeout"]) == (
            "off",
            "pg_catalog, pg_temp",
            "0",
        )
        assert (found["idle_session_timeout"], found["lock_timeout"]) == ("0", "0")
        assert found["tcp_keepalives_idle"] == "30"
        assert found["default_transaction_isolation"] == "read committed"
        assert pending(connection) == []
        assert not behind_pooler(connection)


def test_asyncio_and_the_pool_mean_the_same(odd: Debian) -> None:
    url = odd.url("jobs", "app")

    async def asked() -> Any:
        async with connect_async(url, "test") as connection:
            return await (await connection.execute(WHAT)).fetchone()

    assert asyncio.run(asked())[:5] == MEANT
    with (
        connection_pool(url, "test", most=2, wait_seconds=5, statement_milliseconds=4321) as pool,
        pool.connection() as one,
    ):
        row = one.execute(WHAT).fetchone()
        assert row is not None
        assert row[:5] == MEANT
        assert stated(one)["statement_timeout"] == "4321ms"


def test_it_migrates_whatever_the_role_is_set_to(odd: Debian) -> None:
    odd.run("create database odd owner app")
    with connect_to(odd.url("odd", "app"), "test") as connection:
        assert migrate(connection)
        assert migrate(connection) == []


def test_behind_a_pooler_of_transactions_values_mean_the_same_and_others_keep_their_settings(
    odd: Debian,
) -> None:
    odd.run("alter role app reset statement_timeout", "alter role app reset idle_session_timeout")
    with pgbouncer(odd, size=1) as pooler:
        url = pooler.url("jobs", "app")
        with psycopg.connect(url, autocommit=True) as stranger, connect_to(url, "test") as ours:
            assert behind_pooler(ours)
            assert stranger.execute("show DateStyle").fetchone() == ("German, DMY",)
            row = ours.execute("select '2026-03-01 12:00:00+00'::timestamptz, 'a\\b'").fetchone()
            assert row == (MEANT[0], "a\\b")
            assert stranger.execute("show DateStyle").fetchone() == ("German, DMY",)
            assert stranger.execute("show jit").fetchone() == ("on",)
            for _ in range(12):  # more often than psycopg asks before it prepares
                assert ours.execute("select %s::int", [1]).fetchone() == (1,)
            assert stranger.execute("select count(*) from pg_prepared_statements").fetchone() == (0,)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_is_not_utf8_is_refused(debian: Debian, encoding: str) -> None:
    name = encoding.lower()
    debian.run(f"create database {name} encoding '{encoding}' template template0 lc_collate 'C' lc_ctype 'C'")
    with pytest.raises(
        ConfigurationError, match=f"encoding is {encoding}.*createdb --encoding=UTF8"
    ) as refused:
        connect_to(debian.url(name), "test")
    assert refused.value.code == "database_encoding"


def test_what_makes_a_plan_look_dear_is_not_compiled(debian: Debian) -> None:
    with connect_to(debian.url("jobs", "app"), "test") as connection:
        told = connection.execute(
            "select proname, proconfig from pg_proc where pronamespace = 'jobs'::regnamespace and proconfig is not null"
        ).fetchall()
    dear = {name: given for name, given in told if any(one.startswith("enable_") for one in given)}
    assert "roll_up" in dear
    assert [name for name, given in dear.items() if "jit=off" not in given] == []
