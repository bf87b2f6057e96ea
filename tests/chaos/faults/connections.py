"""No connection is to be had: the role's limit, the server's limit, and sessions that somebody ends."""

from __future__ import annotations

import random
from contextlib import ExitStack
from typing import Any

import psycopg

from tests.chaos.faults.database import Said
from tests.chaos.faults.fault import NothingHit, Seen
from tests.chaos.installation.installed import MOST_CONNECTIONS, Target

STEPS = "usename = 'app' and application_name not in ('jobs dispatcher', 'jobs listener')"


def role_limit(target: Target, chance: random.Random, seconds: float) -> Seen:
    """The role may have one connection; those of the steps are ended, so that they need new ones."""
    said = Said(target, "too many connections for role")
    with target.connect() as admin:
        admin.execute("alter role app connection limit 1")
        try:
            _end(admin, STEPS)
            said.wait(seconds)
        finally:
            admin.execute("alter role app connection limit -1")
    return said.hit()


def all_taken(target: Target, chance: random.Random, seconds: float) -> Seen:
    """Somebody else holds every connection that the server has."""
    said = Said(target, "remaining connection slots are reserved", "too many clients already")
    with target.connect() as admin, ExitStack() as held:
        _end(admin, STEPS)
        for _ in range(MOST_CONNECTIONS):
            try:
                held.enter_context(psycopg.connect(target.postgres.url("postgres", "app"), connect_timeout=5))
            except psycopg.OperationalError:
                said.own = 1
                break
        said.wait(seconds)
    return said.hit()


def listeners_cut(target: Target, chance: random.Random, seconds: float) -> Seen:
    """The connections that listen for notifications."""
    with target.connect() as admin:
        return _hit(_end(admin, "application_name = 'jobs listener'"))


def dispatcher_cut(target: Target, chance: random.Random, seconds: float) -> Seen:
    """The connection of one dispatcher, and with it the lock that shows that it lives."""
    with target.connect() as admin:
        found = admin.execute(
            "select pid from pg_stat_activity where application_name = 'jobs dispatcher' order by pid"
        ).fetchall()
        if not found:
            raise NothingHit
        pid = chance.choice(found)[0]
        return _hit(_end(admin, f"pid = {pid}"))


def _end(admin: psycopg.Connection[Any], which: str) -> int:
    """How many backends were ended."""
    query = f"select count(pg_terminate_backend(pid)) from pg_stat_activity where {which}"
    row = admin.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def _hit(connections: int) -> Seen:
    if not connections:
        raise NothingHit
    return {"connections ended": connections}
