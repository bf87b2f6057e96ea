"""The emulators that the tests of one module share, over real HTTP, and jobs that ask them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest

from pipelines.emulators.emulator_server import Emulators
from steps.core.storage.storage import Storage
from tests.support import emulated
from tests.support.emulated import EmulatedAttempt, PaidJob
from tests.support.rows import Rows

A = TypeVar("A", bound=EmulatedAttempt)
J = TypeVar("J", bound=PaidJob)


@pytest.fixture(scope="module")
def running() -> Iterator[Emulators]:
    with Emulators() as emulators:
        yield emulators


@pytest.fixture
def emulators(running: Emulators) -> Emulators:
    """Nothing of an earlier test is left in them."""
    running.faults.clear()
    running.calls.clear()
    return running


@pytest.fixture
def script(emulators: Emulators) -> Callable[..., None]:
    """Queue faults: `script("server_error", {"kind": "rate_limit_exceeded", "retry_after": 1})`."""
    return partial(emulated.script, emulators)


@pytest.fixture
def new_attempt(
    emulators: Emulators, connection: psycopg.Connection[Any], tmp_path: Path
) -> Iterator[Callable[[type[A]], A]]:
    """Makes an attempt of a new job; no breaker that it opened is left."""

    def new(kind: type[A]) -> A:
        job_id = Rows(connection, kind.PIPELINE).enqueue()
        return kind(emulators, connection, Storage(tmp_path.as_uri()), job_id)

    yield new
    connection.execute("delete from jobs.breaker")
    connection.execute("delete from jobs.model_server")


@pytest.fixture
def new_paid(
    emulators: Emulators, database_url: str, connection: psycopg.Connection[Any], tmp_path: Path
) -> Iterator[Callable[[type[J]], J]]:
    """Makes a job that goes through the runner; no breaker that it opened is left."""

    def new(kind: type[J]) -> J:
        job = kind(emulators, database_url, connection, tmp_path.as_uri())
        job.new_job()
        return job

    yield new
    connection.execute("delete from jobs.breaker")
