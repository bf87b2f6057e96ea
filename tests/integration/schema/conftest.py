"""An empty schema for each test, and further connections as other processes would have them."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.integration.schema.machine import Connect, Connection


@pytest.fixture(autouse=True)
def empty(connection: Connection) -> None:
    connection.execute("truncate jobs.event cascade")


@pytest.fixture
def connect(database_url: str) -> Iterator[Connect]:
    """Opens further connections, as other processes would have them."""
    opened: list[Connection] = []

    def another() -> Connection:
        opened.append(psycopg.connect(database_url, autocommit=True))
        return opened[-1]

    yield another
    for connection in opened:
        connection.close()
