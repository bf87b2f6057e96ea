"""What Postgres says of operations: how far each has come, what became of its jobs; and how people steer them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from pydantic import computed_field

from pipelines.operations.audit.origin import Origin
from pipelines.operations.bulk.pace import rate_text
from pipelines.operations.bulk.states import ENDED, Steer, acts_of, reason_text
from steps.core.errors import PermanentError
from steps.core.models import Model
from steps.core.postgres.loading import StoredObject
from steps.core.postgres.sql import load
from steps.core.status import StoredJobStatus

QUERIES = load("operation.sql", "pipelines.operations.bulk")
Connection = psycopg.Connection[Any]


class Operation(Model):
    """One operation. `rate`: jobs a second, null without a limit. `actor`: who asked. Of its `total` jobs, `position`
    were worked on: `done` of them were done, `left_alone` were not. `undone`: new jobs that were cancelled again.
    `problem`: the code of what hinders it now."""

    id: str
    kind: str
    state: str
    selection: str
    from_step: str | None
    rate: float | None
    why: str | None
    actor: str | None
    total: int
    position: int
    done: int
    left_alone: int
    undone: int
    problem: str | None
    created_at: datetime
    ended_at: datetime | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def acts(self) -> list[Steer]:
        """How it may be steered now."""
        return acts_of(self.kind, self.state)

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def left(self) -> int:
        """Jobs that were not worked on yet."""
        return self.total - self.position

    @property
    def pace(self) -> str:
        return rate_text(self.rate)


class MadeJobs(Model):
    """The jobs that an operation made, by status."""

    status: StoredJobStatus
    jobs: int


class Reason(Model):
    """Why jobs of an operation were left alone. `ids`: the first few."""

    reason: str
    jobs: int
    ids: list[str]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def text(self) -> str:
        return reason_text(self.reason)


class OperationView(Operation):
    """One operation whole. `receipt`: of an erasure, how many rows of each kind were erased so far."""

    receipt: StoredObject | None = None
    made: list[MadeJobs] = []
    reasons: list[Reason] = []


class Item(Model):
    """What became of one job: pending, done, left_alone or undone. `new_job`: what a rerun made of it."""

    number: int
    job_id: str
    state: str
    reason: str | None
    new_job: str | None
    ended_at: datetime | None


class Operations(Model):
    """A page of operations, newest first. `next` is the `after` of the next page; null at the end."""

    operations: list[Operation]
    next: str | None


class Items(Model):
    """A page of an operation's jobs. `next` is the `after` of the next page; null at the end."""

    items: list[Item]
    next: int | None


class CannotSteer(PermanentError):
    """The operation is not in a state for it."""


def find_operation(connection: Connection, operation_id: str) -> OperationView | None:
    told = {"id": operation_id}
    with connection.cursor(row_factory=class_row(OperationView)) as cursor:
        found = cursor.execute(f"{QUERIES['columns']}\n{QUERIES['one']}", told).fetchone()
    if found is None:
        return None
    with connection.cursor(row_factory=class_row(MadeJobs)) as cursor:
        made = cursor.execute(QUERIES["made"], told).fetchall()
    with connection.cursor(row_factory=class_row(Reason)) as cursor:
        reasons = cursor.execute(QUERIES["reasons"], told).fetchall()
    return found.model_copy(update={"made": made, "reasons": reasons})


def operations_page(connection: Connection, limit: int, *, after: UUID | None = None) -> Operations:
    """The page that begins after this operation."""
    with connection.cursor(row_factory=class_row(Operation)) as cursor:
        query = f"{QUERIES['columns']}\n{QUERIES['newest']}"
        found = cursor.execute(query, {"after": after, "limit": limit + 1}).fetchall()
    page = found[:limit]
    return Operations(operations=page, next=page[-1].id if len(found) > limit else None)


def items_page(connection: Connection, operation_id: str, limit: int, *, after: int = 0) -> Items:
    """The page that begins after the item of this number."""
    told = {"id": operation_id, "after": after, "limit": limit + 1}
    with connection.cursor(row_factory=class_row(Item)) as cursor:
        found = cursor.execute(QUERIES["items"], told).fetchall()
    page = found[:limit]
    return Items(items=page, next=page[-1].number if len(found) > limit else None)


def steer(connection: Connection, operation_id: str, act: Steer, origin: Origin) -> str | None:
    """The operation's state afterwards; None: no such operation. Errors: CannotSteer `not_possible_now`."""
    with connection.transaction():
        row = connection.execute(QUERIES["state"], {"id": operation_id}).fetchone()
        if row is None:
            return None
        kind, state = row
        if act not in acts_of(kind, state):
            possible = ", ".join(acts_of(kind, state)) or "nothing any more"
            raise CannotSteer("not_possible_now", f"the operation is {state}; possible is {possible}")
        told = {"id": operation_id, "act": act, "origin": origin.json_text()}
        steered = connection.execute(QUERIES["steer"], told).fetchone()
    return str(steered[0]) if steered else None
