"""What every test may use: a PostgreSQL of its own, and a wall against the providers."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.postgres.migrate import migrate
from tests.support.databases import new_database, url_of
from tests.support.rows import know

for name in (
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "ASSEMBLYAI_API_KEY",
    "ASSEMBLYAI_BASE_URL",
    "DATABASE_URL",
    "JOBS_HOME",
):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """An embedded PostgreSQL with a migrated database `template_jobs` to clone from."""
    folder = Path(
        tempfile.mkdtemp(prefix="jobs-postgres-")
    )  # pytest's own folders are closed to the server's user
    server = start_postgres(folder)
    url: str = server.url
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("create database template_jobs")
    with psycopg.connect(url_of(url, "template_jobs"), autocommit=True) as connection:
        migrate(connection)
        know(connection, "trial")
    yield url
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def database_url(server_url: str) -> Iterator[str]:
    """A fresh migrated database for one test module."""
    with new_database(server_url, "template_jobs") as url:
        yield url


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection
