"""Ask for a job from Python, inside a transaction of the caller's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from steps.core.events import EVENTS
from steps.core.models import Closed

_NAMES = {model: name for name, model in EVENTS.items()}


def enqueue(
    connection: psycopg.Connection[Any],
    event: Closed,
    *,
    event_id: str | None = None,
    run_at: datetime | None = None,
    priority: int = 0,
    options: Mapping[str, Any] | None = None,
) -> UUID:
    """Queue the job that `event` asks for; it exists once the caller commits, and never if the caller rolls back.

    `event_id` is an idempotency key: the same one again answers with the first job's id. `priority` is -3 to 3, higher
    first. `options`: those of the SQL function.
    Errors: KeyError for a model that is no event of ours, psycopg's own for everything the database refuses.
    """
    row = connection.execute(
        "select jobs.enqueue(%s, %s::jsonb, %s, run_at => %s, priority => %s, options => %s)",
        [
            _NAMES[type(event)],
            event.model_dump_json(exclude_unset=True),
            event_id,
            run_at,
            priority,
            Jsonb(options or {}),
        ],
    ).fetchone()
    assert row is not None  # noqa: S101  a function call always gives a row
    job_id: UUID = row[0]
    return job_id
