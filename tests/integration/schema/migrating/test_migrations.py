"""Migrations apply in order, once each, whoever else is migrating."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg

from steps.core.postgres.migrate import QUERIES, migrate, pending, wanted
from tests.support.rows import Connection, Rows

EVERYTHING = [
    *wanted().migrations,
    *(f"functions/{name}" for name in wanted().functions),
    *(f"pipelines/{name}" for name in wanted().pipelines),
]


def test_each_is_applied_once(connection: Connection) -> None:
    assert migrate(connection) == []
    names = [row["name"] for row in Rows(connection).select("select name from jobs.migration order by name")]
    assert names == list(wanted().migrations)


def test_no_two_have_the_same_number() -> None:
    numbers = [name.split("_")[0] for name in wanted().migrations]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"\d{4}", number) for number in numbers)


def test_any_number_of_processes_may_migrate_at_once(empty_url: str) -> None:
    start = threading.Barrier(4)

    def run(_: int) -> list[str]:
        with psycopg.connect(empty_url, autocommit=True) as connection:
            start.wait()
            return migrate(connection)

    with ThreadPoolExecutor(4) as pool:
        applied = sorted(pool.map(run, range(4)), key=len)
    assert applied == [[], [], [], EVERYTHING]


def test_an_empty_database_lacks_everything(empty_url: str) -> None:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        assert pending(connection) == EVERYTHING
        assert Rows(connection).value("select to_regnamespace('jobs')") is None


def test_where_nothing_is_to_do_nobody_writes_and_nobody_waits(
    connection: Connection, database_url: str
) -> None:
    connection.execute("set default_transaction_read_only = on")
    connection.execute("set lock_timeout = '1s'")
    with psycopg.connect(database_url) as other:
        other.execute("lock table jobs.migration, jobs.function_file in exclusive mode")
        other.execute(QUERIES["lock"])
        assert migrate(connection) == []
