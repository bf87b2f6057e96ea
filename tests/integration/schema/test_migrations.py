"""Migrations apply in order, once each, whoever else is migrating."""

from __future__ import annotations

import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg

from steps.core.postgres.migrate import migrate, migrations
from tests.support.rows import Rows


def test_each_is_applied_once(rows: Rows) -> None:
    assert migrate(rows.connection) == []
    names = [row["name"] for row in rows.select("select name from jobs.migration order by name")]
    assert names == [name for name, _ in migrations()]


def test_no_two_have_the_same_number() -> None:
    numbers = [name.split("_")[0] for name, _ in migrations()]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"\d{4}", number) for number in numbers)


def test_any_number_of_processes_may_migrate_at_once(server_url: str) -> None:
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"create database {name}")
        try:
            start = threading.Barrier(4)

            def run(_: int) -> list[str]:
                with psycopg.connect(
                    server_url.replace("/postgres?", f"/{name}?"), autocommit=True
                ) as connection:
                    start.wait()
                    return migrate(connection)

            with ThreadPoolExecutor(4) as pool:
                applied = sorted(pool.map(run, range(4)), key=len)
        finally:
            admin.execute(f"drop database {name} with (force)")
    assert applied == [[], [], [], [name for name, _ in migrations()]]
