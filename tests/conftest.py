"""What every test may use: a PostgreSQL of its own, and a wall against the providers."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.control.embedded import start_postgres
from steps.core.migrate import migrate

for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ASSEMBLYAI_API_KEY", "ASSEMBLYAI_BASE_URL", "DATABASE_URL", "JOBS_HOME"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An embedded PostgreSQL with a migrated database `template_jobs` to clone from."""
    server = start_postgres(Path(tmp_path_factory.mktemp("postgres")))
    url: str = server.get_uri()
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("create database template_jobs")
    with psycopg.connect(url.replace("/postgres?", "/template_jobs?"), autocommit=True) as connection:
        migrate(connection)
    yield url
    server.cleanup()


@pytest.fixture(scope="module")
def database_url(server_url: str) -> Iterator[str]:
    """A fresh migrated database for one test module."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"create database {name} template template_jobs")
        yield server_url.replace("/postgres?", f"/{name}?")
        admin.execute(f"drop database {name} with (force)")


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection
