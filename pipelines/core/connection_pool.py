"""The pool of connections that the server shares among its requests; opened with the parameters of every connection."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from steps.core.postgres.connect import parameters


def connection_pool(
    url: str, purpose: str, *, most: int, wait_seconds: float
) -> ConnectionPool[psycopg.Connection[Any]]:
    """Up to `most` autocommitting connections, not opened yet. Each is tried before it is handed out, and waited for
    `wait_seconds` at the most."""
    return ConnectionPool(
        url,
        kwargs=parameters(purpose),
        min_size=1,
        max_size=most,
        timeout=wait_seconds,
        check=ConnectionPool.check_connection,
        open=False,
    )
