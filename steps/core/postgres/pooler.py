"""Whether a pooler between us and PostgreSQL leaves a connection its session: advisory locks and LISTEN need one."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import psycopg

from steps.core.errors import ConfigurationError
from steps.core.postgres.connect import behind_pooler, connect_to

TRIES = 3  # another client may take the connection that we look for


def require_session(url: str, who: str) -> None:
    """Errors: ConfigurationError `needs_session`; psycopg's own."""
    if not keeps_session(url):
        raise ConfigurationError(
            "needs_session",
            "the database's address leads through a pooler that gives each transaction another connection, and the "
            f"{who} needs one of its own: set DATABASE_DIRECT_URL to PostgreSQL itself, or to a pool of sessions",
        )


def keeps_session(url: str) -> bool:
    """Whether each of our connections keeps a process of PostgreSQL to itself.

    A pooler of transactions gives the process that one client used last to the next client, and the first one gets
    another while that one's transaction lasts. Errors: psycopg's own.
    """
    with ExitStack() as stack:
        first = stack.enter_context(connect_to(url, "session check"))
        if not behind_pooler(first):
            return True
        others = [stack.enter_context(connect_to(url, "session check")) for _ in range(2)]
        for _ in range(TRIES):
            mine = _process(first)
            with ExitStack() as transactions:
                for other in others:
                    transactions.enter_context(other.transaction())
                    if _process(other) == mine:
                        return False
                if _process(first) != mine:
                    return False
    return True


def _process(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("select pg_backend_pid()").fetchone()
    assert row is not None  # noqa: S101  a select without from gives a row
    return int(row[0])
