"""Statements about one job that must not be lost because PostgreSQL refuses them for a while."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, LiteralString

import psycopg

from pipelines.core.supervision.supervisor import pauses

# SQLSTATE classes of a statement whose data is wrong: it is refused as often as it is sent.
WRONG_DATA = ("21", "22", "23")
log = logging.getLogger(__name__)


async def insist(
    connection: psycopg.AsyncConnection[Any], query: LiteralString, params: Mapping[str, Any]
) -> psycopg.AsyncCursor[Any]:
    """Execute it; what PostgreSQL refuses now (read-only, a full disk, a time-out, a missing right) is sent again until
    it is done. Errors: psycopg's own where the connection is lost, or the statement itself is wrong."""
    for number, pause in enumerate(pauses()):
        try:
            return await connection.execute(query, params)
        except psycopg.Error as error:
            if connection.closed or error.sqlstate is None or error.sqlstate.startswith(WRONG_DATA):
                raise
            if number == 0:
                told = {"job_id": params.get("job_id"), "sqlstate": error.sqlstate}
                log.warning("statement_refused", extra=told)
        await asyncio.sleep(pause)
    raise AssertionError("pauses never end")
