"""Ask for a job from Python, inside a transaction of the caller's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from steps.core.events import EVENTS
from steps.core.models import Closed, Model, storable
from steps.core.postgres.refusals import INVALID, Refusal, refusal_of

MOST = 3  # of a priority, to either side of 0
_NAMES = {model: name for name, model in EVENTS.items()}


class Sent(Model):
    """What came of an event. `duplicate`: its id was known, so this is the first one's job; `data_differs`: and it came
    with other data than the first one, which is not stored."""

    job_id: UUID
    event: str
    duplicate: bool
    data_differs: bool


def send(
    connection: psycopg.Connection[Any],
    event: Closed,
    *,
    event_id: str | None = None,
    run_at: datetime | None = None,
    priority: int = 0,
    options: Mapping[str, Any] | None = None,
) -> Sent:
    """Queue the job that `event` asks for; it exists once the caller commits, and never if the caller rolls back.

    `event_id` is an idempotency key: the same one again answers with the first job. `priority` is -3 to 3, higher
    first. `options`: those of the SQL function.
    Errors: Refusal naming the field, KeyError for a model that is no event of ours, otherwise psycopg's own.
    """
    try:
        storable(event_id or "")
    except ValueError as error:
        raise Refusal(INVALID, "event_id", str(error)) from None
    if not isinstance(priority, int) or abs(priority) > MOST:  # a larger one is no integer to PostgreSQL
        raise Refusal(INVALID, "priority", f"must be a whole number from -{MOST} to {MOST}")
    data = event.model_dump_json(exclude_unset=True)
    given = [_NAMES[type(event)], data, event_id, run_at, priority, Jsonb(options or {})]
    with connection.cursor(row_factory=class_row(Sent)) as cursor:
        try:
            row = cursor.execute("select * from jobs.send(%s, %s::jsonb, %s, %s, %s, %s)", given).fetchone()
        except psycopg.Error as error:
            raise refusal_of(error) or error from None
    assert row is not None  # noqa: S101  the function always answers with one row
    return row


def enqueue(
    connection: psycopg.Connection[Any],
    event: Closed,
    *,
    event_id: str | None = None,
    run_at: datetime | None = None,
    priority: int = 0,
    options: Mapping[str, Any] | None = None,
) -> UUID:
    """The id of the job that `send` makes or finds. Errors: as those of `send`."""
    return send(
        connection, event, event_id=event_id, run_at=run_at, priority=priority, options=options
    ).job_id
