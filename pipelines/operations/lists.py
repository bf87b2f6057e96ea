"""Lists of jobs, events and refused events: filtered, searched, newest first, each by an index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from pipelines.operations.ids.short_ids import id_end, id_part, ids_ending
from pipelines.operations.jobs import COLUMNS, JobSummary
from pipelines.operations.known.known_names import require_event, require_pipeline
from pipelines.operations.paging import first_id_at, search_words
from steps.core.models import Model
from steps.core.postgres.loading import StoredObject
from steps.core.postgres.sql import load
from steps.core.status import ACTIVE, UNHAPPY, JobStatus, StoredJobStatus

QUERIES = load("lists.sql", "pipelines.operations")
Connection = psycopg.Connection[Any]


class StartedJob(Model):
    id: str
    pipeline: str
    status: StoredJobStatus


class EventSummary(Model):
    """`bytes`: how much room its data takes in PostgreSQL."""

    id: str
    name: str
    ts: datetime
    received_at: datetime
    bytes: int
    jobs: list[StartedJob]


class EventView(Model):
    id: str
    name: str
    ts: datetime
    received_at: datetime
    tenant: str | None
    tags: StoredObject
    data: StoredObject
    jobs: list[StartedJob]


class RejectedEvent(Model):
    """An event that was refused: from which source, why, and the beginning of what it was, redacted."""

    id: str
    source: str
    name: str | None
    event_id: str | None
    reasons: list[str]
    payload: str
    received_at: datetime


class Jobs(Model):
    """A page of jobs, newest first. `next` is the `after` of the next page; null at the end."""

    jobs: list[JobSummary]
    next: str | None


class JobFilter(Model):
    """`since` and `until` are when the job was made; `after` is the last id of the page before.

    `operation`: the one that made it. `search` finds a job by its id, the short form of it, a
    beginning or an end of it, by its event's id, or by words of its error.
    """

    pipeline: str | None = None
    status: Sequence[JobStatus] = ()
    since: datetime | None = None
    until: datetime | None = None
    search: str | None = None
    operation: UUID | None = None
    after: UUID | None = None

    def conditions(self) -> tuple[list[LiteralString], dict[str, Any]]:
        wanted = {
            "of_pipeline": ("pipeline", self.pipeline),
            "in_status": ("status", list(self.status) or None),
            "since": ("since", self.since and first_id_at(self.since)),
            "until": ("until", self.until and first_id_at(self.until)),
            "of_operation": ("operation", self.operation),
            "after": ("after", self.after),
        }
        given = {query: pair for query, pair in wanted.items() if pair[1] is not None}
        parts = [QUERIES[query] for query in given]
        if self.status and set(self.status) <= UNHAPPY:
            parts.append(QUERIES["unhappy"])  # says the same in the words of the partial index
        if self.status and set(self.status) <= ACTIVE:
            parts.append(QUERIES["active"])  # of two of them
        return parts, dict(given.values())


def find_jobs(connection: Connection, wanted: JobFilter, limit: int) -> list[JobSummary]:
    """Newest first, at most `limit`. A search by id ends once it found something; errors come after.

    Errors: UnknownName for a pipeline that nobody knows.
    """
    require_pipeline(connection, wanted.pipeline)
    parts, params = wanted.conditions()
    text = (wanted.search or "").strip()
    if not text:
        return _jobs(connection, parts, params, limit)
    if (part := id_part(text)) is not None:
        told = {**params, **part._asdict()}
        if found := _jobs(connection, [*parts, QUERIES["id_between"]], told, limit):
            return found
    if (end := id_end(text)) is not None:
        ids = ids_ending(connection, end, limit)
        if ids and (found := _jobs(connection, [*parts, QUERIES["one_of"]], {**params, "ids": ids}, limit)):
            return found
    if found := _jobs(connection, [*parts, QUERIES["of_event"]], {**params, "text": text}, limit):
        return found
    words = search_words(text)
    if words is None:
        return []
    return _jobs(connection, [*parts, QUERIES["error_words"]], {**params, "words": words}, limit)


def jobs_page(connection: Connection, wanted: JobFilter, limit: int) -> Jobs:
    """The page that begins after `wanted.after`."""
    found = find_jobs(connection, wanted, limit + 1)
    return Jobs(jobs=found[:limit], next=found[limit - 1].id if len(found) > limit else None)


def _jobs(
    connection: Connection, parts: list[LiteralString], params: dict[str, Any], limit: int
) -> list[JobSummary]:
    query = _query(f"select {COLUMNS} {QUERIES['jobs']}", parts, QUERIES["newest"])
    with connection.cursor(row_factory=class_row(JobSummary)) as cursor:
        # Planned for these very values each time: which index is best depends on them.
        return cursor.execute(query, {**params, "limit": limit}, prepare=False).fetchall()


def find_events(
    connection: Connection,
    *,
    name: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> list[EventSummary]:
    """Newest first; `after` is the time and id of the last event of the page before. Errors: UnknownName."""
    require_event(connection, name)
    wanted = {"event_named": name, "event_since": since, "event_until": until, "event_after": after}
    parts = [QUERIES[query] for query, value in wanted.items() if value is not None]
    time, key = after or (None, None)
    params = {
        "name": name, "since": since, "until": until, "after_time": time, "after_id": key, "limit": limit,
    }  # fmt: skip
    with connection.cursor(row_factory=class_row(EventSummary)) as cursor:
        query = _query(QUERIES["events"], parts, QUERIES["newest_events"])
        return cursor.execute(query, params, prepare=False).fetchall()


def find_event(connection: Connection, event_id: str) -> EventView | None:
    with connection.cursor(row_factory=class_row(EventView)) as cursor:
        return cursor.execute(QUERIES["event"], {"id": event_id}).fetchone()


def find_rejected(connection: Connection, *, after: UUID | None, limit: int) -> list[RejectedEvent]:
    with connection.cursor(row_factory=class_row(RejectedEvent)) as cursor:
        return cursor.execute(QUERIES["rejected"], {"after": after, "limit": limit}, prepare=False).fetchall()


def _query(select: LiteralString, parts: list[LiteralString], order: LiteralString) -> LiteralString:
    where: LiteralString = " where " + " and ".join(parts) if parts else ""
    return select + where + "\n" + order
