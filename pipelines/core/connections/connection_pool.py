"""The pool of connections that the server shares among its requests; opened with the parameters of every connection."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from steps.core.postgres.connect import configure, parameters


def connection_pool(
    url: str, purpose: str, *, most: int, wait_seconds: float, statement_milliseconds: int
) -> ConnectionPool[psycopg.Connection[Any]]:
    """Up to `most` autocommitting connections, not opened yet. Each is tried before it is handed out, and waited for
    `wait_seconds` at the most; a statement ends after `statement_milliseconds`."""
    logging.getLogger("psycopg.pool").addFilter(_without_text)
    return ConnectionPool(
        url,
        kwargs=parameters(purpose),
        min_size=1,
        max_size=most,
        timeout=wait_seconds,
        configure=partial(configure, milliseconds=statement_milliseconds),
        check=ConnectionPool.check_connection,
        open=False,
    )


def _without_text(record: logging.LogRecord) -> bool:
    """The pool logs what libpq says, which names hosts and users; who asks for a connection hears why there is none."""
    record.msg, record.args = "connection_pool", ()
    return True
