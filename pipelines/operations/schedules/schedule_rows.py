"""What Postgres says of schedules, for people and programs: one with its next times, or a list."""

from __future__ import annotations

from datetime import datetime
from itertools import chain, islice
from typing import Any

import psycopg
from psycopg.rows import class_row
from pydantic import Field

from pipelines.operations.known.known_names import require_pipeline
from pipelines.operations.schedules.definition import SHOWN
from pipelines.operations.schedules.timing import CannotPlan, Timing, zone
from steps.core.models import Model
from steps.core.postgres.loading import StoredObject
from steps.core.postgres.sql import load

QUERIES = load("schedules.sql", "pipelines.operations.schedules")
Connection = psycopg.Connection[Any]


class ScheduleSummary(Model):
    """A schedule's row, as lists, pages, API and command line tell it; `every`, `jitter` and `catch_up` are seconds.

    `declared`: the code declares it. `next_at`: the next planned time, sent at `due_at` (later by the jitter). `sent`,
    `missed`: how many planned times became a job, and how many did not. `error`: why the last one did not.
    """

    name: str
    pipeline: str
    cron: str | None
    every: int | None
    tz: str
    jitter: int
    catch_up: int
    at_most: int
    priority: int
    tenant: str | None
    tags: StoredObject
    declared: bool
    anchor: datetime
    next_at: datetime | None
    due_at: datetime | None
    paused_at: datetime | None
    paused_by: str | None
    paused_why: str | None
    sent: int
    missed: int
    missed_at: datetime | None
    last_at: datetime | None
    last_job_id: str | None
    error: str | None
    error_at: datetime | None
    set_at: datetime
    set_by: str

    @property
    def timing(self) -> Timing:
        return Timing(self.name, self.cron, self.every, self.tz, self.anchor, self.jitter)


class StoredSchedule(ScheduleSummary):
    """As it is stored. `now`: the server's clock."""

    data: StoredObject
    now: datetime


class ScheduleView(ScheduleSummary):
    """`next_times`: those planned next, by the clock of `tz`; of one that is paused, as if it were resumed now."""

    data: StoredObject = Field(description="Of the pipeline's event")
    next_times: list[datetime]


class Schedules(Model):
    """`next` is the `after` of the next page; null at the end."""

    schedules: list[ScheduleSummary]
    next: str | None


def server_time(connection: Connection) -> datetime:
    """Now, as schedules see it."""
    row = connection.execute(QUERIES["now"]).fetchone()
    assert row is not None  # noqa: S101  a function call always gives a row
    now: datetime = row[0]
    return now


def schedules_page(
    connection: Connection, limit: int, *, pipeline: str | None = None, after: str | None = None
) -> Schedules:
    """Schedules by name. `after`: only later names. Errors: UnknownName for a pipeline that nobody knows."""
    require_pipeline(connection, pipeline)
    told = {"pipeline": pipeline, "after": after, "limit": limit + 1}
    with connection.cursor(row_factory=class_row(ScheduleSummary)) as cursor:
        found = cursor.execute(f"{QUERIES['columns']} {QUERIES['list']}", told).fetchall()
    page = found[:limit]
    return Schedules(schedules=page, next=page[-1].name if len(found) > limit else None)


def stored_schedule(connection: Connection, name: str, *, hold: bool = False) -> StoredSchedule | None:
    """`hold`: nobody else changes it until the transaction ends."""
    held = QUERIES["held"] if hold else ""
    with connection.cursor(row_factory=class_row(StoredSchedule)) as cursor:
        query = f"{QUERIES['columns']} {QUERIES['one']} {held}"
        return cursor.execute(query, {"name": name}).fetchone()


def find_schedule(connection: Connection, name: str) -> ScheduleView | None:
    """One schedule with what it sends and its next times; none where they cannot be planned."""
    stored = stored_schedule(connection, name)
    if stored is None:
        return None
    return ScheduleView(**stored.model_dump(exclude={"now"}), next_times=next_times(stored))


def next_times(stored: StoredSchedule, most: int = SHOWN) -> list[datetime]:
    running = stored.paused_at is None and stored.next_at is not None
    try:
        where = zone(stored.tz)
        if running and stored.next_at is not None:
            times = chain([stored.next_at], stored.timing.after(stored.next_at))
        else:
            times = chain(stored.timing.after(stored.now))
        return [planned.astimezone(where) for planned in islice(times, most)]
    except CannotPlan:
        return []
