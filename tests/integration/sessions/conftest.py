"""One PostgreSQL from Debian for the tests of connections, with a role and a migrated database of it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from steps.core.postgres.migrate import migrate
from tests.support.debian import Debian, debian_postgres


@pytest.fixture(scope="module")
def debian() -> Iterator[Debian]:
    with debian_postgres("max_connections = 60") as server:
        server.new_role("app")
        server.run("create database jobs owner app")
        with psycopg.connect(server.url("jobs", "app"), autocommit=True) as connection:
            migrate(connection)
        yield server
