"""What the pages ask of Postgres beyond what operations/jobs.py and operations/lists.py tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import psycopg
from psycopg.rows import class_row

from steps.core.models import Model
from steps.core.outcome import StoredError
from steps.core.postgres.loading import StoredObject
from steps.core.postgres.sql import load
from steps.core.status import StoredAttemptStatus, StoredJobStatus

QUERIES = load("pages.sql", "pipelines.server.pages")
Connection = psycopg.Connection[Any]
M = TypeVar("M", bound=Model)


class Glance(Model):
    """One of the last jobs of a pipeline; `seconds` is how long it ran, without its time in the queue."""

    id: str
    pipeline: str
    status: StoredJobStatus
    code: str | None
    queued_at: datetime
    seconds: float | None


class LastAttempt(Model):
    id: str
    step: str
    number: int
    status: StoredAttemptStatus
    done: int | None
    total: int | None


class LaterJob(Model):
    id: str
    status: StoredJobStatus
    queued_at: datetime


class Input(Model):
    data: StoredObject
    name: str
    ts: datetime
    received_at: datetime


class ProviderCall(Model):
    """A row of the ledger, without what the provider answered. `attempts`: how often it was sent. `kept`: an earlier
    job made it, whose step this one keeps."""

    step: str
    provider: str
    state: str
    attempts: int
    external_id: str | None
    usage: StoredObject | None
    cost_usd: Decimal | None
    error: StoredError
    created_at: datetime
    updated_at: datetime
    kept: bool

    @property
    def seconds(self) -> float:
        return (self.updated_at - self.created_at).total_seconds()

    def tokens(self, kind: str) -> int:
        """Of `input` or `output`; 0 where the provider counts none."""
        counted = (self.usage or {}).get(f"{kind}_tokens")
        return counted if isinstance(counted, int) else 0


class QueueFigures(Model):
    """`later` are those whose time has not come; `oldest` is since when the first of the others is due."""

    queued: int
    later: int
    oldest: datetime | None


class AtExecutor(Model):
    executor: str
    status: StoredJobStatus
    jobs: int
    oldest: datetime | None


class Finished(Model):
    status: StoredJobStatus
    jobs: int


class OpenBreaker(Model):
    provider: str
    reason: str
    opened_at: datetime
    open_until: datetime


class DatabaseFigures(Model):
    version: str
    bytes: int
    connections: int
    now: datetime
    started_at: datetime


class RecordedFigures(Model):
    """Workflows that show jobs without pods: how many jobs have one, and had none; bytes that they take in etcd."""

    recorded: int
    not_recorded: int
    bytes: int


def rows(connection: Connection, query: str, model: type[M], **params: Any) -> list[M]:
    with connection.cursor(row_factory=class_row(model)) as cursor:
        return cursor.execute(QUERIES[query], params).fetchall()


def row(connection: Connection, query: str, model: type[M], **params: Any) -> M | None:
    found = rows(connection, query, model, **params)
    return found[0] if found else None


def glances(connection: Connection, pipelines: Iterable[str], limit: int) -> list[Glance]:
    """The last jobs of each of these pipelines, newest first."""
    with connection.pipeline():
        # Planned for each name: a job that ran seldom is found by its index, a frequent one at the end of all.
        cursors = [
            connection.cursor(row_factory=class_row(Glance)).execute(
                QUERIES["glances"], {"pipeline": pipeline, "limit": limit}, prepare=False
            )
            for pipeline in pipelines
        ]
        return [glance for cursor in cursors for glance in cursor.fetchall()]


def at_work(connection: Connection) -> dict[str, int]:
    """Jobs that are dispatched or running, by pipeline."""
    return dict(connection.execute(QUERIES["at_work"]).fetchall())


def last_attempts(connection: Connection, ids: Sequence[str]) -> dict[str, LastAttempt]:
    if not ids:
        return {}
    found = rows(connection, "last_attempts", LastAttempt, ids=list(ids))
    return {attempt.id: attempt for attempt in found}
