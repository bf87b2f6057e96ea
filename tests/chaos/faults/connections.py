"""No connection is to be had: the role's limit, the server's limit, and sessions that somebody ends."""

from __future__ import annotations

import random
import time
from contextlib import ExitStack, suppress
from typing import Any

import psycopg

from tests.chaos.faults.database import counted
from tests.chaos.faults.fault import NothingHit, Seen
from tests.chaos.installation.installed import MOST_CONNECTIONS, Installation

STEPS = "usename = 'app' and application_name not in ('jobs dispatcher', 'jobs listener')"


def role_limit(target: Installation, chance: random.Random, seconds: float) -> Seen:
    """The role may have one connection; those of the steps are ended, so that they need new ones."""
    with counted(target, "too many connections for role") as seen, target.connect() as admin:
        admin.execute("alter role app connection limit 1")
        try:
            _end(admin, STEPS)
            time.sleep(seconds)
        finally:
            admin.execute("alter role app connection limit -1")
    return seen


def all_taken(target: Installation, chance: random.Random, seconds: float) -> Seen:
    """Somebody else holds every connection that the server has."""
    with (
        counted(target, "remaining connection slots are reserved", "too many clients already") as seen,
        target.connect() as admin,
        ExitStack() as held,
    ):
        _end(admin, STEPS)
        for _ in range(MOST_CONNECTIONS):
            try:
                held.enter_context(psycopg.connect(target.postgres.url("postgres", "app"), connect_timeout=5))
            except psycopg.OperationalError:
                break
        time.sleep(seconds)
    return seen


def listeners_cut(target: Installation, chance: random.Random, seconds: float) -> Seen:
    """The connections that listen for notifications."""
    with target.connect() as admin:
        return {"connections ended": _end(admin, "application_name = 'jobs listener'")}


def dispatcher_cut(target: Installation, chance: random.Random, seconds: float) -> Seen:
    """The connection of one dispatcher, and with it the lock that shows that it lives."""
    with target.connect() as admin:
        found = admin.execute(
            "select pid from pg_stat_activity where application_name = 'jobs dispatcher' order by pid"
        ).fetchall()
        if not found:
            raise NothingHit
        pid = chance.choice(found)[0]
        return {"connections ended": _end(admin, f"pid = {pid}")}


def _end(admin: psycopg.Connection[Any], which: str) -> int:
    """How many backends were ended. Errors: NothingHit where there was none."""
    query = f"select count(pg_terminate_backend(pid)) from pg_stat_activity where {which}"
    with suppress(psycopg.Error):
        row = admin.execute(query.encode()).fetchone()
        if row and row[0]:
            return int(row[0])
    raise NothingHit
