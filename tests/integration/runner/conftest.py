"""A session as a step's process has it, and what attempts left."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from steps.core.postgres.session import Session
from steps.core.settings import Settings
from tests.support.rows import Rows


@pytest.fixture
def session(database_url: str) -> Any:
    settings = Settings(
        database_url=SecretStr(database_url), step_packages="steps,tests.trial_steps", log_stderr=False
    )
    with Session(settings) as session:
        yield session


def send(connection: psycopg.Connection[Any], **data: Any) -> str:
    return Rows(connection, "trial").enqueue(data)


def attempts(connection: psycopg.Connection[Any], job_id: str) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select step, number, status, exit_code from jobs.attempt where job_id = %s order by started_at",
        [job_id],
    ).fetchall()
