"""Sends what is due, each planned time once: under the row's lock, in the transaction that moves the row on.

The event's id is made of schedule and planned time, so that even a row put back by hand sends nothing twice. Whoever is
killed leaves nothing behind; whoever comes at the same time finds the row locked and passes on to the next.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from pipelines.operations.schedules.changing import told
from pipelines.operations.schedules.definition import event_data
from pipelines.operations.schedules.planned_times import Plan, first_plan, plan
from pipelines.operations.schedules.schedule_rows import QUERIES, server_time
from pipelines.operations.schedules.timing import Timing
from steps.core.errors import PermanentError
from steps.core.logs.lines import FIELDS
from steps.core.models import Model
from steps.core.postgres.loading import readable
from steps.core.postgres.refusals import refusal_of

AT_ONCE = 50  # schedules in a transaction
LOOK_AGAIN = timedelta(hours=1)  # for one that nobody can plan; a newer release may know its time zone
# What is wrong with the server, the connection or the schema, and not with one row.
EVERYBODYS = (
    psycopg.OperationalError,
    psycopg.InternalError,
    psycopg.InterfaceError,
    psycopg.ProgrammingError,
)
log = logging.getLogger(__name__)
Connection = psycopg.Connection[Any]


class DueSchedule(Model):
    name: str
    pipeline: str
    data: Any
    cron: str | None
    every: int | None
    tz: str
    jitter: int
    catch_up: int
    at_most: int
    anchor: datetime
    next_at: datetime | None
    error: str | None


class Hindered(Exception):
    """The turn was undone while this schedule was being sent; its cause is why."""

    def __init__(self, schedule: str) -> None:
        super().__init__(schedule)
        self.schedule = schedule


def send_due(
    connection: Connection, *, avoid: Collection[str] = (), after_each: Callable[[], None] = lambda: None
) -> int:
    """Send what is due of up to AT_ONCE schedules, in one transaction; returns of how many. Safe from several places at
    once. `avoid`: names to leave alone. Errors: Hindered; psycopg's own where the turn did not begin."""
    with connection.transaction():
        wanted = {"avoid": list(avoid), "limit": AT_ONCE}
        with connection.cursor(row_factory=class_row(DueSchedule)) as cursor:
            found = cursor.execute(QUERIES["due"], wanted).fetchall()
        for schedule in found:
            try:
                _send(connection, schedule)
            except Exception as error:
                raise Hindered(schedule.name) from error
            after_each()
    return len(found)


def _send(connection: Connection, schedule: DueSchedule) -> None:
    """Errors: those of EVERYBODYS."""
    coming = Plan(None, None)
    try:
        coming = _plan(connection, schedule)
        with connection.transaction():
            options = told(coming)
            if coming.send:
                options["data"] = _data(schedule)
            given = {"name": schedule.name, "planned": coming.send, "options": Jsonb(options)}
            connection.execute(QUERIES["send"], given)
    except EVERYBODYS:
        raise
    except Exception as error:
        _miss(connection, schedule, coming, _why(error))


def _plan(connection: Connection, schedule: DueSchedule) -> Plan:
    """Errors: CannotPlan."""
    timing = Timing(
        schedule.name, schedule.cron, schedule.every, schedule.tz, schedule.anchor, schedule.jitter
    )
    now = server_time(connection)
    if schedule.next_at is None:  # written by plain SQL, or nobody could plan it
        return first_plan(timing, now)
    return plan(timing, schedule.next_at, now, schedule.catch_up, schedule.at_most)


def _data(schedule: DueSchedule) -> dict[str, Any]:
    """As the model of today writes it. Errors: PermanentError."""
    data, wrong = event_data(schedule.pipeline, readable(schedule.data, "data"))
    if wrong:
        raise PermanentError("invalid_event", "; ".join(wrong))
    return data


def _miss(connection: Connection, schedule: DueSchedule, coming: Plan, why: str) -> None:
    """What was due is missed, and so nothing is tried again before the next planned time."""
    options = told(coming)
    options["missed"] += len(coming.send)
    if coming.send:
        options["missed_at"] = coming.send[-1].isoformat()
    if coming.next_at is None:
        options["due_at"] = (server_time(connection) + LOOK_AGAIN).isoformat()
    connection.execute(QUERIES["miss"], {"name": schedule.name, "why": why, "options": Jsonb(options)})
    if why != schedule.error:
        log.warning("schedule_refused", extra={FIELDS: {"schedule": schedule.name, "error": why}})


def _why(error: Exception) -> str:
    if isinstance(error, psycopg.Error) and (refusal := refusal_of(error)) is not None:
        return refusal.message
    if isinstance(error, PermanentError):
        return error.message
    return f"an error of ours: {type(error).__name__}"
