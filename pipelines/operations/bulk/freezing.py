"""Freeze a selection into an operation, in one transaction; or tell what it would be, and change nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from pydantic import Field

from pipelines.core.rendered.graph import graphs
from pipelines.operations.audit.origin import Origin
from pipelines.operations.bulk.pace import rate_of
from pipelines.operations.bulk.selection import Selection, selection_of
from pipelines.operations.bulk.states import Kind
from pipelines.operations.known.nearest import nearest
from steps.core.errors import PermanentError
from steps.core.events import EVENTS
from steps.core.models import Closed, Model, Text
from steps.core.postgres.sql import load
from steps.core.status import StoredJobStatus

QUERIES = load("operation.sql", "pipelines.operations.bulk")
MOST = 1_000_000  # jobs of one operation
FEW = 5  # ids that stand for a group of jobs
Connection = psycopg.Connection[Any]


class Selected(Closed):
    """Which jobs are meant, and how it is done: `where`, a selection such as `status=failed since=2h`.

    `all`: every job is meant, where the selection is empty. `from_step`: what reruns begin with. `rate`: at most so
    many jobs, as 10/s, 90/m or 2000/h; default: as fast as it goes. `why`: for the audit.
    """

    where: Text = Field(
        default="", max_length=20_000, examples=["status=failed pipeline=news-analyzer since=2h"]
    )
    all: bool = False
    from_step: Text | None = Field(default=None, max_length=100)
    rate: Text | None = Field(default=None, max_length=20, examples=["10/s"])
    why: Text | None = Field(default=None, max_length=500)


class Wanted(Selected):
    """What shall be done to which jobs."""

    kind: Kind


class Group(Model):
    """Jobs of a selection that are alike. `ids`: the first few."""

    pipeline: str
    status: StoredJobStatus
    code: str | None
    jobs: int
    ids: list[str]


class Preview(Model):
    """What an operation would be for: `jobs` in all, the groups of them; `left_out`: jobs that fit, and that it is not
    for, as they are final or not."""

    kind: Kind
    selection: str
    jobs: int
    groups: list[Group]
    left_out: int

    @property
    def ids(self) -> list[str]:
        return sorted(job_id for group in self.groups for job_id in group.ids)[:FEW]


class CannotOperate(PermanentError):
    """There is nothing to do, too much, or nobody said that all is meant."""


def preview(connection: Connection, wanted: Wanted) -> Preview:
    """Errors: InvalidSelection; CannotOperate `no_condition`; PermanentError `invalid_rate`, `unknown_step`."""
    with connection.transaction():
        selection, now = _checked(connection, wanted)
        parts, params = selection.conditions(now)
        fit = _groups(connection, [*parts, _for(wanted.kind)], params)
        others = _groups(connection, [*parts, "not (" + _for(wanted.kind) + ")"], params)
    return Preview(
        kind=wanted.kind,
        selection=str(selection),
        jobs=sum(group.jobs for group in fit),
        groups=fit,
        left_out=sum(group.jobs for group in others),
    )


def freeze(connection: Connection, wanted: Wanted, origin: Origin) -> str:
    """The id of the operation, whose jobs are those that fit now. Errors: those of `preview`; CannotOperate
    `nothing_selected`, `too_many_selected`."""
    with connection.transaction():
        selection, now = _checked(connection, wanted)
        about = {
            "kind": wanted.kind,
            "selection": str(selection),
            "from_step": wanted.from_step,
            "rate": None if wanted.rate is None else rate_of(wanted.rate),
            "why": wanted.why or None,
            "origin": origin.model_dump(exclude_none=True),
        }
        opened = str(_value(connection, QUERIES["open"], {"about": Jsonb(about)}))
        parts, params = selection.conditions(now)
        order = "freeze_newest_first" if wanted.kind == Kind.DELETE else "freeze_oldest_first"
        query = _query(QUERIES[order], [*parts, _for(wanted.kind)], "")
        # Planned for these very values: which index is best depends on them.
        connection.execute(query, {**params, "opened": opened}, prepare=False)
        total = int(_value(connection, QUERIES["seal"], {"opened": opened}))
        if total == 0:
            raise CannotOperate(
                "nothing_selected", f"no job fits that could be used for {wanted.kind}; nothing was begun"
            )
        if total > MOST:
            raise CannotOperate(
                "too_many_selected", f"{total:,} jobs fit; {MOST:,} are the most for one operation"
            )
    return opened


def _checked(connection: Connection, wanted: Wanted) -> tuple[Selection, datetime]:
    row = connection.execute(QUERIES["now"]).fetchone()
    assert row is not None  # noqa: S101  a select without from gives a row
    now, known = row
    selection = selection_of(wanted.where, {*known, *EVENTS})
    if not selection.terms and not wanted.all:
        raise CannotOperate(
            "no_condition",
            f"where: says nothing, so every job would be meant; to {wanted.kind} all of them, say so: --all",
        )
    if wanted.rate is not None:
        rate_of(wanted.rate)
    if wanted.from_step is not None:
        _check_step(wanted.kind, wanted.from_step)
    return selection, now


def _check_step(kind: Kind, step: str) -> None:
    steps = {name for graph in graphs().values() for name in graph.names}
    if kind != Kind.RERUN:
        raise PermanentError("unknown_step", f"from_step: is for reruns; to {kind} has no step to begin with")
    if step not in steps:
        raise PermanentError(
            "unknown_step", f"from_step: no pipeline has a step {step[:60]}{nearest(step, steps)}"
        )


def _for(kind: Kind) -> LiteralString:
    return QUERIES["active"] if kind == Kind.CANCEL else QUERIES["final"]


def _groups(connection: Connection, parts: Collection[LiteralString], params: dict[str, Any]) -> list[Group]:
    with connection.cursor(row_factory=class_row(Group)) as cursor:
        query = _query(QUERIES["counted"], parts, QUERIES["by_number"])
        return cursor.execute(query, params, prepare=False).fetchall()


def _query(select: LiteralString, parts: Collection[LiteralString], order: LiteralString) -> LiteralString:
    return select + "\nwhere " + "\n  and ".join(parts) + "\n" + order


def _value(connection: Connection, query: LiteralString, params: dict[str, Any]) -> Any:
    row = connection.execute(query, params).fetchone()
    assert row is not None  # noqa: S101  a function always answers
    return row[0]
