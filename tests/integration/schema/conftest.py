"""An empty schema for each test, and further connections as other processes would have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.databases import new_database
from tests.support.rows import Connection, Rows

Connect = Callable[[], Rows]


@pytest.fixture
def rows(connection: Connection) -> Rows:
    return Rows(connection, budget=60)


@pytest.fixture(autouse=True)
def empty(connection: Connection) -> None:
    connection.execute("truncate jobs.event cascade")


@pytest.fixture
def connect(database_url: str) -> Iterator[Connect]:
    """Opens further connections, as other processes would have them."""
    opened: list[Rows] = []

    def another() -> Rows:
        opened.append(Rows.open(database_url))
        return opened[-1]

    yield another
    for rows in opened:
        rows.connection.close()


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    """A database in which nothing was ever applied."""
    with new_database(server_url) as url:
        yield url
