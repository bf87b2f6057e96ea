"""The installation that a command talks to, and the job that a user means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from pipelines.commands.terminal.options import BadInput
from pipelines.operations.lists import JobFilter, find_jobs
from pipelines.operations.paging import ids_beginning
from pipelines.runtime.database import Database
from steps.core.settings import load_settings


@contextmanager
def connected() -> Iterator[psycopg.Connection[Any]]:
    """A connection to DATABASE_URL, or to the embedded PostgreSQL of JOBS_HOME."""
    with Database(load_settings()) as database, database.connection() as connection:
        yield connection


def full_id(connection: psycopg.Connection[Any], text: str) -> str:
    """The id of the one job whose id begins with this. Errors: BadInput."""
    if ids_beginning(text) is None:
        raise BadInput("ID: is not the beginning of a job's id (8 digits or more); `bgjobs list` shows them")
    found = find_jobs(connection, JobFilter(search=text), 2)
    if not found or not found[0].id.replace("-", "").startswith(text.replace("-", "").lower()):
        raise BadInput("ID: there is no such job here; `bgjobs list` shows the jobs there are")
    if len(found) > 1:
        raise BadInput("ID: more than one job begins with this; give more of it")
    return found[0].id
