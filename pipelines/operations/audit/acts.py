"""The audit: who did what to jobs, limits and tokens, when and from where. The SQL functions that act write it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from pipelines.operations.audit.origin import Origin
from pipelines.operations.paging import first_id_at
from steps.core.models import Model
from steps.core.postgres.sql import load

QUERIES = load("acts.sql", "pipelines.operations.audit")
Connection = psycopg.Connection[Any]


class Act(Model):
    """One row. `act`: sent (by hand), cancelled, reran, deleted, token_made, token_revoked, setting_changed; limit_set,
    limit_cleared, paused, resumed, weight_set; schedule_set, _paused, _resumed, _removed and _run; operation_started,
    _paused, _resumed, _stopped and _undone.

    `job_id`: of a rerun, the new job. `subject`: a token, a setting, a limit (`customer=42`), a share or a schedule by
    its name, an operation by its id. `door`: api, page, cli, control or sql. `actor`: the token's name, user@host, or
    the role of a SQL session. `address`: the client's. `details`: what the act has of its own.
    """

    id: str
    at: datetime
    act: str
    job_id: str | None
    subject: str | None
    door: str
    actor: str
    address: str | None
    database_role: str
    details: dict[str, Any]


class Acts(Model):
    """`next` is the `after` of the next page; null at the end."""

    acts: list[Act]
    next: str | None


def acts_page(
    connection: Connection,
    limit: int,
    *,
    job_id: str | UUID | None = None,
    since: datetime | None = None,
    after: UUID | None = None,
) -> Acts:
    """What was done, newest first. `job_id`: only to this job, and its reruns."""
    known = {"of_job": job_id, "since": since, "after": after}
    conditions: list[LiteralString] = [QUERIES[name] for name, value in known.items() if value is not None]
    query = QUERIES["acts"] + (" where " + " and ".join(conditions) if conditions else "")
    told = {
        "job": str(job_id),
        "since": None if since is None else first_id_at(since),
        "after": after,
        "limit": limit + 1,
    }
    with connection.cursor(row_factory=class_row(Act)) as cursor:
        found = cursor.execute(f"{query} {QUERIES['newest']}", told).fetchall()
    page = found[:limit]
    return Acts(acts=page, next=page[-1].id if len(found) > limit else None)


def acts_on_limit(connection: Connection, name: str, limit: int) -> list[Act]:
    """What was done lately to a limit, its keys or a pipeline as a limit, newest first."""
    with connection.cursor(row_factory=class_row(Act)) as cursor:
        return cursor.execute(QUERIES["on_limit"], {"name": name, "limit": limit}).fetchall()


def forget_acts(connection: Connection) -> None:
    """Delete rows that are older than the schema keeps them (jobs.audit_kept)."""
    connection.execute(QUERIES["forget"])


def note_setting(connection: Connection, name: str, value: str, origin: Origin) -> None:
    """A row where the setting is another than it was when it was last noted."""
    connection.execute(QUERIES["note_setting"], {"name": name, "value": value, "origin": origin.json_text()})
