"""Apply sql/migrations in order, once each, under an advisory lock: any number of processes may call it at once."""

from __future__ import annotations

from importlib import resources
from typing import Any, LiteralString

import psycopg

_LOCK = 0x6A6F6273  # "jobs"


def migrations() -> list[tuple[str, LiteralString]]:
    """Name and text of every migration, in order."""
    folder = resources.files("steps.core.postgres.sql") / "migrations"
    files = {file.name: file for file in folder.iterdir() if file.name.endswith(".sql")}
    return [(name.removesuffix(".sql"), files[name].read_text(encoding="utf-8")) for name in sorted(files)]


def migrate(connection: psycopg.Connection[Any]) -> list[str]:
    """Bring the schema `jobs` up to date; returns the names of the migrations that were applied."""
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        connection.execute("create schema if not exists jobs")
        connection.execute(
            "create table if not exists jobs.migration "
            "(name text primary key, applied_at timestamptz not null default now())"
        )
        done = {row[0] for row in connection.execute("select name from jobs.migration")}
        applied = [name for name, _ in migrations() if name not in done]
        for name, text in migrations():
            if name in applied:
                connection.execute(text)
                connection.execute("insert into jobs.migration (name) values (%s)", [name])
    return applied
