"""The installation that a command talks to, and the job that a user means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from pipelines.commands.terminal.options import BadInput
from pipelines.operations.ids.short_ids import UnknownJob, job_called
from pipelines.operations.known.nearest import UnknownName
from pipelines.runtime.database import Database
from steps.core.settings import load_settings


@contextmanager
def connected() -> Iterator[psycopg.Connection[Any]]:
    """A connection to DATABASE_URL, or to the embedded PostgreSQL of JOBS_HOME. Errors: BadInput for an UnknownName."""
    with Database(load_settings()) as database, database.connection() as connection, by_option():
        yield connection


@contextmanager
def by_option() -> Iterator[None]:
    """A name that nothing has is refused by the option that gave it. Errors: BadInput."""
    try:
        yield
    except UnknownName as unknown:
        raise BadInput(f"--{unknown.field.replace('_', '-')}: {unknown.sentence}") from None


def full_id(connection: psycopg.Connection[Any], text: str) -> str:
    """The id of the one job that is called so, by any part of its id that `job_called` takes. Errors: BadInput."""
    try:
        return job_called(connection, text)
    except UnknownJob as unknown:
        raise BadInput(unknown.message) from None
