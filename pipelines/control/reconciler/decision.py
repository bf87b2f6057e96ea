"""What to do about one job, from its row and the Workflows that carry its id. Pure.

Four rules make most of it. A row names its Workflow and all others end. What never began may be triggered again under
the same name, because a name exists once. What had begun and is gone goes on in a new generation, unless somebody was
seen to delete it. A job's time is its Workflow's: it begins when Argo begins, however long that took.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from pipelines.control.reconciler.snapshot import Seen
from steps.core.models import Model
from steps.core.status import JobStatus, StoredJobStatus

# Seconds. Argo Events makes a burst of 50 triggers into Workflows in 15; the Kubernetes API answers at once or not.
LOST = {"argo": 30.0, "kubernetes": 10.0}
ADRIFT = 10.0  # between a row's deadline and its Workflow's; less is clocks and ways
LATE = 40.0  # past its deadline, a job's own exit handler has this long to say so
FAREWELL = 60.0  # a final job's Workflow has this long to end by itself
GENERATIONS = 3  # fresh starts of a job before it counts as hopeless


class Row(Model):
    """A job's row. `begun`: a step of this generation has run. Times are seconds ago, None where not yet."""

    id: UUID
    pipeline: str
    status: StoredJobStatus
    generation: int
    executor: str | None
    workflow: str | None
    begun: bool
    place_free: bool
    since_dispatched: float | None
    deadline_at: datetime | None
    past_deadline: float | None
    since_finished: float | None


@dataclass(frozen=True)
class Trigger:
    """Create the Workflow that the row names."""


@dataclass(frozen=True)
class StartAnew:
    """Begin the next generation."""


@dataclass(frozen=True)
class HandOver:
    """The row names this Workflow from now on, and has its deadline."""

    workflow: Seen


@dataclass(frozen=True)
class Settle:
    """Make the job final. `ended` goes by its Workflow's own end; the others are errors."""

    why: Literal["ended", "deadline_exceeded", "workflow_deleted", "workflow_lost"]


@dataclass(frozen=True)
class Terminate:
    """End a Workflow that may do nothing more."""

    workflow: str


@dataclass(frozen=True)
class FreePlace:
    """The final job's Workflow lives no more."""


Action = Trigger | StartAnew | HandOver | Settle | Terminate | FreePlace


def decide(row: Row, workflows: Sequence[Seen], *, deleted: bool, budget: float) -> list[Action]:
    """`workflows` carry the job's id; `deleted`: the row's own was seen live and then seen to be deleted; `budget`:
    the seconds that its Workflow may take."""
    own = next((one for one in workflows if one.name == row.workflow), None)
    live = sorted((one for one in workflows if one.live), key=lambda one: one.created_at)
    others = [one for one in live if one is not own]
    if row.since_finished is not None:
        gone = _lost(row) or deleted if own is None else not own.live
        return _after_the_end(row, live, gone=gone)
    if row.executor == "local":
        return _end(live)
    if row.workflow is None:
        return _found_by_hand(row, others)
    if own is None:
        return _missing(row, others, deleted=deleted)
    if not own.live:
        return [Settle("ended"), *_end(others)]
    if own.started_at is None:  # Argo is away, or holds it back: its time has not begun
        return _end(others)
    due = own.started_at + timedelta(seconds=budget)
    if row.deadline_at is None or (due - row.deadline_at).total_seconds() > ADRIFT:
        return [HandOver(own), *_end(others)]
    if row.past_deadline is not None and row.past_deadline > LATE:
        return [Settle("deadline_exceeded"), *_end(live)]
    return _end(others)


def _lost(row: Row) -> bool:
    """Whether a Workflow that is not there will not come any more by itself. One that nobody dispatched was started
    by hand; it was there when its first step began."""
    if row.since_dispatched is None:
        return row.begun
    return row.since_dispatched >= LOST.get(row.executor or "", max(LOST.values()))


def _after_the_end(row: Row, live: Sequence[Seen], *, gone: bool) -> list[Action]:
    patience = 0.0 if row.status == JobStatus.CANCELLED else FAREWELL
    acts: list[Action] = []
    if row.since_finished is not None and row.since_finished >= patience:
        acts += _end(live)
    if gone and not row.place_free:
        acts.append(FreePlace())
    return acts


def _found_by_hand(row: Row, others: Sequence[Seen]) -> list[Action]:
    """Nobody has the job yet: the first Workflow of its kind that somebody started gets it."""
    chosen = next((one for one in others if one.pipeline == row.pipeline and not one.terminated), None)
    acts: list[Action] = [HandOver(chosen)] if chosen else []
    return acts + _end([one for one in others if one is not chosen])


def _missing(row: Row, others: Sequence[Seen], *, deleted: bool) -> list[Action]:
    if deleted:
        return [Settle("workflow_deleted"), *_end(others)]
    if by_hand := _found_by_hand(row, others):
        return by_hand
    if not _lost(row):
        return []
    if not row.begun:
        return [Trigger()]
    if row.generation + 1 >= GENERATIONS:
        return [Settle("workflow_lost")]
    return [StartAnew()]


def _end(workflows: Sequence[Seen]) -> list[Action]:
    return [Terminate(one.name) for one in workflows if not one.terminated]
