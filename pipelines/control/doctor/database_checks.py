"""Is PostgreSQL there, new enough, migrated, in time with us, and does somebody take jobs from it?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg

from pipelines.control.doctor.findings import Finding
from pipelines.control.doctor.schedule_checks import check_schedules
from pipelines.core.connections.free import free_connections
from pipelines.operations.jobs import dispatchers_alive
from steps.core.postgres.connect import SETTINGS, behind_pooler
from steps.core.postgres.migrate import newer, pending
from steps.core.postgres.pooler import keeps_session
from steps.core.postgres.sql import load

QUERIES = load("doctor.sql", "pipelines.control.doctor")
SUBJECT = "PostgreSQL"
OLDEST = 150_000  # as server_version_num says it
SLOW_SECONDS = 0.05
SKEW_SECONDS = 2.0
STUCK_SECONDS = 60.0
FEW_CONNECTIONS = 13  # the server's eight, dispatcher, listener, scheduler, live pages, and one for a step
# What a pooler's connections may have otherwise, because no query of ours depends on it.
HARMLESS = frozenset(
    name
    for name in SETTINGS
    if name.startswith(("tcp_", "idle_session"))
    or name in ("search_path", "IntervalStyle", "jit", "plan_cache_mode")
)


def check_database(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    yield _version(connection.info.server_version)
    yield _settings(connection)
    if not behind_pooler(connection):
        yield _room(free_connections(connection))
    started = time.perf_counter()
    row = connection.execute(QUERIES["now"]).fetchone()
    took = time.perf_counter() - started
    assert row is not None  # noqa: S101  a select without from gives a row
    yield _answer(took)
    yield _clock(row[0], datetime.now(UTC), took)
    schema = _schema(connection)
    yield schema
    if schema.level == "ok":
        yield _roles(connection)
        yield check_schedules(connection)
    yield _queue(connection)
    yield _synchronous(str(row[1]))


def check_sessions(url: str, direct_url: str | None) -> Iterator[Finding]:
    """Whether what needs a session has one. Errors: psycopg's own."""
    if keeps_session(url):
        text = "each connection keeps its session"
        yield Finding(subject="sessions", level="ok", text=text)
    elif direct_url is not None and keeps_session(direct_url):
        text = "DATABASE_URL leads through a pooler of transactions; DATABASE_DIRECT_URL leads past it"
        yield Finding(subject="sessions", level="ok", text=text)
    else:
        text = "DATABASE_URL leads through a pooler of transactions, where no dispatcher and no reconciler can work"
        also = " (it does not yet)" if direct_url is not None else ""
        remedy = f"set DATABASE_DIRECT_URL to PostgreSQL itself, or to a pool of sessions{also}"
        yield Finding(subject="sessions", level="fail", text=text, remedy=remedy)


def _settings(connection: psycopg.Connection[Any]) -> Finding:
    """Behind a pooler, settings of role and database hold that we would set on a connection of our own."""
    rows = connection.execute(
        QUERIES["settings"], {"wanted": json.dumps(SETTINGS | {"statement_timeout": "0"})}
    )
    if odd := [name for name, *_ in rows if name not in HARMLESS]:
        return Finding(
            subject="settings",
            level="warn",
            text=f"behind the pooler {', '.join(odd)} of the role, database or server hold",
            remedy="reset them for this role: alter role ROLE in database DATABASE set NAME = VALUE",
        )
    return Finding(
        subject="settings", level="ok", text="no setting of role, database or server changes what we do"
    )


def _room(free: int) -> Finding:
    text = f"{free} connections are free"
    if free < FEW_CONNECTIONS:
        remedy = (
            "raise max_connections, or the limit of the role or the database; steps wait until one is free"
        )
        return Finding(subject="connections", level="warn", text=text, remedy=remedy)
    return Finding(subject="connections", level="ok", text=text)


def _version(number: int) -> Finding:
    text = f"version {number // 10000}.{number % 10000}"
    if number < OLDEST:
        return Finding(subject=SUBJECT, level="fail", text=text, remedy="use PostgreSQL 15 or newer")
    return Finding(subject=SUBJECT, level="ok", text=text)


def _answer(took: float) -> Finding:
    text = f"answers in {took * 1000:.1f} ms"
    if took > SLOW_SECONDS:
        remedy = "each step asks it several times: run the dispatcher and the steps nearer to it"
        return Finding(subject="answer time", level="warn", text=text, remedy=remedy)
    return Finding(subject="answer time", level="ok", text=text)


def _clock(theirs: datetime, ours: datetime, took: float) -> Finding:
    skew = (ours - theirs).total_seconds() - took / 2
    if abs(skew) > SKEW_SECONDS:
        text = (
            f"this machine's clock is {abs(skew):.1f} s {'ahead of' if skew > 0 else 'behind'} the database's"
        )
        return Finding(
            subject="clock",
            level="fail",
            text=text,
            remedy="set both clocks by NTP: deadlines depend on them",
        )
    return Finding(
        subject="clock", level="ok", text=f"within {max(abs(skew), 0.001) * 1000:.0f} ms of the database's"
    )


def _schema(connection: psycopg.Connection[Any]) -> Finding:
    if missing := pending(connection):
        return Finding(
            subject="schema", level="fail", text=f"lacks {', '.join(missing)}", remedy="run `bgjobs migrate`"
        )
    if unknown := newer(connection):
        text = f"is newer than this code: {', '.join(unknown)}"
        return Finding(
            subject="schema", level="warn", text=text, remedy="deploy the newer version here as well"
        )
    return Finding(subject="schema", level="ok", text="all migrations and functions are applied")


def _roles(connection: psycopg.Connection[Any]) -> Finding:
    row = connection.execute(QUERIES["roles"]).fetchone()
    missing, idle = row if row else ([], [])
    if missing:
        text = f"this server has no role {', '.join(missing)}, and ours may not make one"
        made = " ".join(f"create role {role} nologin;" for role in missing)
        remedy = f"let its administrator run: {made} then run `bgjobs migrate`"
        return Finding(subject="roles", level="warn", text=text, remedy=remedy)
    if idle:
        text = f"nothing is granted to {', '.join(idle)} here"
        return Finding(subject="roles", level="warn", text=text, remedy="run `bgjobs migrate` as the owner")
    return Finding(subject="roles", level="ok", text="jobs_app, jobs_server and jobs_step have their grants")


def _queue(connection: psycopg.Connection[Any]) -> Finding:
    alive = dispatchers_alive(connection)
    row = connection.execute(QUERIES["queue"]).fetchone()
    due, oldest = (row[0], row[1]) if row else (0, 0.0)
    waiting = f"jobs that are due: {due}, the oldest for {oldest:.0f} s" if due else "no job is due"
    text = f"{waiting}; dispatchers that are alive: {alive}"
    if not alive:
        return Finding(
            subject="dispatcher",
            level="fail" if due else "warn",
            text=text,
            remedy="start `bgjobs dev`, or the dispatcher in your cluster",
        )
    if oldest > STUCK_SECONDS:
        remedy = "see `bgjobs explain` of the oldest; more places or another dispatcher make it shorter"
        return Finding(subject="dispatcher", level="warn", text=text, remedy=remedy)
    return Finding(subject="dispatcher", level="ok", text=text)


def _synchronous(setting: str) -> Finding:
    if setting == "off":
        return Finding(
            subject="durability",
            level="fail",
            text="synchronous_commit is off: accepted events may be lost in a crash",
            remedy="set it to on for this database",
        )
    return Finding(
        subject="durability", level="ok", text=f"commits are durable (synchronous_commit = {setting})"
    )
