"""How many connections PostgreSQL has left for us, and how many of them workers may take."""

from __future__ import annotations

import sys
from typing import Any

import psycopg

from steps.core.postgres.connect import behind_pooler
from steps.core.postgres.sql import load

QUERIES = load("free.sql", "pipelines.core.connections")
# Dispatcher, listener, scheduler, bulk worker, live pages, housekeeping; the server's requests get what workers leave.
OTHERS = 6


def free_connections(connection: psycopg.Connection[Any]) -> int:
    """By the limits of server, database and role, without those kept for superusers; never negative."""
    row = connection.execute(QUERIES["free"]).fetchone()
    assert row is not None  # noqa: S101  the query always gives a row
    return max(0, int(row[0]))


def most_workers(connection: psycopg.Connection[Any]) -> int:
    """As many as PostgreSQL has connections for; a pooler queues them."""
    return sys.maxsize if behind_pooler(connection) else workers_for(free_connections(connection))


def workers_for(free: int) -> int:
    """How many workers, each with one connection, leave enough for everybody else; at least one."""
    return max(1, (free - OTHERS) * 2 // 3)
