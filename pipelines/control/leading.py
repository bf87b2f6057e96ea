"""What the loops of the control plane have in common on the connection that they live by: a session of their own, one
leader among processes side by side, and what PostgreSQL refuses for a while.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, LiteralString

import psycopg

from pipelines.core.supervision.pulse import Pulse
from steps.core.postgres.connect import behind_pooler, connect_async
from steps.core.postgres.pooler import require_session

STANDBY_SECONDS = 2.0


@asynccontextmanager
async def own_session(
    url: str, name: str, *, milliseconds: int = 0
) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A connection that keeps its session. `milliseconds`: the longest that a statement may take, 0 for ever. Errors:
    psycopg's own, ConfigurationError `needs_session`."""
    async with connect_async(url, name, milliseconds=milliseconds) as work:
        if behind_pooler(work):
            await asyncio.to_thread(require_session, url, name)
        yield work


@asynccontextmanager
async def lead(
    url: str, name: str, query: LiteralString, pulse: Pulse
) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """The connection of the one that leads, once it does. `query` tries to take an advisory lock, which PostgreSQL
    drops with the connection, so another takes over within seconds. Errors: those of `own_session`."""
    async with own_session(url, name) as work:
        while (await (await work.execute(query)).fetchone()) != (True,):
            pulse.beat()
            await asyncio.sleep(STANDBY_SECONDS)
        yield work


def newly_hindered(
    connection: psycopg.Connection[Any] | psycopg.AsyncConnection[Any], pulse: Pulse, error: Exception
) -> bool:
    """A turn failed, though the connection is there: the next turn may do, and however long PostgreSQL refuses, that is
    no hang. Whether the one before did, so that it is said once. Errors: the error itself where the connection is
    lost."""
    if connection.closed:
        raise error
    pulse.still_working()
    lived = pulse.living
    pulse.failed(error)
    return lived
