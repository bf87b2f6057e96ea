"""What to do about one job, from its row and the Workflows that carry its id. Pure.

Four rules. The row names the job's Workflow; all other Workflows of the job are terminated. A Workflow that never
started is created again under the same name, which cannot create it twice. A Workflow that had started and is gone is
replaced by a new generation, unless the informer saw its deletion. A deadline counts from the start of the Workflow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from pipelines.control.reconciler.snapshot import WorkflowSnapshot
from pipelines.core.pipeline import Runs
from steps.core.models import Model
from steps.core.status import JobStatus, StoredJobStatus

# Seconds. Argo Events makes Workflows of a burst of 50 triggers in 15; the Kubernetes API answers at once or never.
TRIGGER_TIMEOUT = {"argo": 30.0, "kubernetes": 10.0}
DEADLINE_DRIFT = 10.0  # tolerated between a row's deadline and its Workflow's, for clock skew and latency
EXIT_HANDLER_GRACE = 40.0  # after the deadline, for the exit handler to mark the job
END_GRACE = 60.0  # after a job is final, for its Workflow to end by itself
GENERATIONS = 3  # Workflows that one job may lose before it is failed


class Row(Model):
    """A job's row. `begun`: a step of this generation has run. Times are seconds ago, None where not yet."""

    id: UUID
    pipeline: str
    status: StoredJobStatus
    generation: int
    executor: str | None
    workflow: str | None
    runs: str = Runs.PODS
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

    workflow: WorkflowSnapshot


@dataclass(frozen=True)
class Settle:
    """Make the job final. `ended` goes by its Workflow's own end; the others are errors."""

    why: Literal["ended", "deadline_exceeded", "workflow_deleted", "workflow_lost"]


@dataclass(frozen=True)
class Terminate:
    """Terminate a Workflow that is not, or no longer, the job's."""

    workflow: str


@dataclass(frozen=True)
class Cancel:
    """Cancel the job. `how` somebody asked for it: by a command on the Workflow that shows it."""

    how: Literal["argo stop", "argo terminate", "kubectl delete"]


@dataclass(frozen=True)
class FreePlace:
    """The final job's Workflow has ended: it no longer counts against JOBS_LIVE_WORKFLOWS."""


Action = Trigger | StartAnew | HandOver | Settle | Terminate | FreePlace | Cancel


def decide(row: Row, workflows: Sequence[WorkflowSnapshot], *, deleted: bool, budget: float) -> list[Action]:
    """`workflows` carry the job's id; `deleted`: the row's own was seen live and then seen to be deleted; `budget`:
    the seconds that its Workflow may take."""
    if row.executor == "warm":
        return _without_pods(row, workflows, deleted=deleted)
    workflows = [one for one in workflows if not one.recorded]
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
    if own.started_at is None:  # the controller has not started it: the deadline does not run yet
        return _end(others)
    due = own.started_at + timedelta(seconds=budget)
    if row.deadline_at is None or (due - row.deadline_at).total_seconds() > DEADLINE_DRIFT:
        return [HandOver(own), *_end(others)]
    if row.past_deadline is not None and row.past_deadline > EXIT_HANDLER_GRACE:
        return [Settle("deadline_exceeded"), *_end(live)]
    return _end(others)


def _without_pods(row: Row, workflows: Sequence[WorkflowSnapshot], *, deleted: bool) -> list[Action]:
    """A job that no Workflow runs: its own only shows it. It is the recorder's, and here a way to cancel the job."""
    others = [one for one in workflows if one.live and not one.recorded]
    if row.since_finished is not None:
        return _end(others) if row.since_finished >= END_GRACE else []
    own = next((one for one in workflows if one.name == row.workflow and one.recorded), None)
    if own is not None and own.stopped:
        return [Cancel("argo terminate" if own.terminated else "argo stop"), *_end(others)]
    return [*([Cancel("kubectl delete")] if own is None and deleted else []), *_end(others)]


def _lost(row: Row) -> bool:
    """Whether a missing Workflow will not appear by itself any more. That of a job that was never dispatched was
    started by hand, so it existed when its first step began."""
    if row.since_dispatched is None:
        return row.begun
    return row.since_dispatched >= TRIGGER_TIMEOUT.get(row.executor or "", max(TRIGGER_TIMEOUT.values()))


def _after_the_end(row: Row, live: Sequence[WorkflowSnapshot], *, gone: bool) -> list[Action]:
    patience = 0.0 if row.status == JobStatus.CANCELLED else END_GRACE
    acts: list[Action] = []
    if row.since_finished is not None and row.since_finished >= patience:
        acts += _end(live)
    if gone and not row.place_free:
        acts.append(FreePlace())
    return acts


def _found_by_hand(row: Row, others: Sequence[WorkflowSnapshot]) -> list[Action]:
    """The job has no Workflow yet: it gets the first one of its pipeline that was started by hand."""
    chosen = next((one for one in others if one.pipeline == row.pipeline and not one.terminated), None)
    acts: list[Action] = [HandOver(chosen)] if chosen else []
    return acts + _end([one for one in others if one is not chosen])


def _missing(row: Row, others: Sequence[WorkflowSnapshot], *, deleted: bool) -> list[Action]:
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


def _end(workflows: Sequence[WorkflowSnapshot]) -> list[Action]:
    return [Terminate(one.name) for one in workflows if not one.terminated]
