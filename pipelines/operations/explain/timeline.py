"""Where a job is and was: queue, start-up, every attempt and the waits between, as segments of time. Pure.

What explain, the command line and the job's page tell of times is made of these segments alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from pipelines.core.rendered.graph import Graph, GraphStep
from pipelines.operations.jobs import AttemptView, JobView
from steps.core.models import Model
from steps.core.status import AttemptStatus


class Kind(StrEnum):
    """What a segment of a job's time was for."""

    SCHEDULED = "scheduled"  # before its time
    QUEUE = "queue"  # for a dispatcher
    START = "start"  # for a step's process or pod
    WORK = "work"  # an attempt
    WAIT = "wait"  # between two attempts of a step
    END = "end"  # after the last attempt, until it was said that the job is over


class Segment(Model):
    """`ended_at` is null while it goes on. `attempt`: of WORK its own, of WAIT the one before. A segment may end in the
    time to come (SCHEDULED); segments of steps that run side by side overlap, all others follow each other."""

    kind: Kind
    step: str | None
    started_at: datetime
    ended_at: datetime | None
    attempt: AttemptView | None = None

    def seconds(self, now: datetime) -> float:
        """How long it has lasted; never negative, whatever clocks say."""
        end = now if self.ended_at is None else self.ended_at
        return max(0.0, (end - self.started_at).total_seconds())


def timeline(job: JobView, graph: Graph | None, kept: Collection[str]) -> list[Segment]:
    """Everything so far, in the order it began. `kept`: steps whose outputs an earlier job left."""
    found = list(_before_dispatch(job))
    dispatched = _after(job, job.dispatched_at) if job.dispatched_at else None
    done: dict[str, datetime | None] = {}
    reached: list[datetime] = []
    known = graph.steps if graph else ()
    for step in steps_of(job, graph):
        attempts = [attempt for attempt in job.attempts if attempt.step == step.name]
        ready = _ready(step, done, dispatched)
        if step.on_exit:  # it comes after whatever was reached
            ready = max(reached, default=dispatched)
        elif step not in known:
            ready = None
        if attempts:
            found += _tried(job, step, attempts, ready or _previous_end(job, attempts[0]) or dispatched)
            last = attempts[-1]
            if last.finished_at is not None:
                reached.append(_after(job, last.finished_at))
                if last.status == AttemptStatus.COMPLETED:
                    done[step.name] = reached[-1]
        elif step.name in kept:
            done[step.name] = dispatched
        elif ready is not None and not job.final and not step.on_exit:
            found.append(Segment(kind=Kind.START, step=step.name, started_at=ready, ended_at=None))
    found += _rest(job, graph, found)
    return sorted(found, key=lambda segment: segment.started_at)


def steps_of(job: JobView, graph: Graph | None) -> Iterable[GraphStep]:
    """The steps of the graph, then those that ran and are not in it any more."""
    known = graph.steps if graph else ()
    names = {step.name for step in known}
    strangers = dict.fromkeys(attempt.step for attempt in job.attempts if attempt.step not in names)
    return (*known, *(GraphStep(name=name) for name in strangers))


def _after(job: JobView, time: datetime) -> datetime:
    """Nothing of a job happens before it was queued, whatever another machine's clock says."""
    return max(time, job.queued_at)


def _before_dispatch(job: JobView) -> Iterator[Segment]:
    left = job.dispatched_at or job.finished_at
    left = None if left is None else _after(job, left)
    due = _after(job, job.run_at if left is None else min(job.run_at, left))
    if due > job.queued_at:
        yield Segment(kind=Kind.SCHEDULED, step=None, started_at=job.queued_at, ended_at=due)
    if left is None or left > due:
        yield Segment(kind=Kind.QUEUE, step=None, started_at=due, ended_at=left)


def _ready(
    step: GraphStep, done: Mapping[str, datetime | None], dispatched: datetime | None
) -> datetime | None:
    """When the step could begin; None while it cannot."""
    earlier = [done.get(name) for name in step.after]
    if None in earlier:
        return None
    return max((end for end in earlier if end is not None), default=dispatched)


def _previous_end(job: JobView, first: AttemptView) -> datetime | None:
    """What ended last before this attempt, where the graph does not tell what it waited for."""
    ended = (attempt.finished_at for attempt in job.attempts)
    return max((end for end in ended if end is not None and end <= first.started_at), default=None)


def _tried(
    job: JobView, step: GraphStep, attempts: list[AttemptView], ready: datetime | None
) -> Iterator[Segment]:
    last, before = ready, None
    for attempt in attempts:
        begun = _after(job, attempt.started_at)
        if last is not None and begun > last:
            kind = Kind.START if before is None else Kind.WAIT
            yield Segment(kind=kind, step=step.name, started_at=last, ended_at=begun, attempt=before)
        last = attempt.finished_at or job.finished_at
        last = None if last is None else max(begun, last)
        yield Segment(kind=Kind.WORK, step=step.name, started_at=begun, ended_at=last, attempt=attempt)
        before = attempt
    if last is not None and not job.final and _goes_on(attempts[-1], step):
        yield Segment(kind=Kind.WAIT, step=step.name, started_at=last, ended_at=None, attempt=before)


def _goes_on(attempt: AttemptView, step: GraphStep) -> bool:
    if attempt.status == AttemptStatus.FAILED:
        retryable = attempt.error is not None and attempt.error.retryable
        return retryable and attempt.number <= step.retries
    return attempt.status in (AttemptStatus.WAITING, AttemptStatus.LOST)


def _rest(job: JobView, graph: Graph | None, segments: list[Segment]) -> Iterator[Segment]:
    """What comes after all that is known: the exit handler, or the end."""
    ends = [segment.ended_at for segment in segments if segment.ended_at is not None]
    if not (job.attempts or job.dispatched_at) or len(ends) < len(segments) or not ends:
        return
    tried = [attempt.step for attempt in job.attempts]
    last = max(ends)
    at_exit = next((step.name for step in graph.steps if step.on_exit), None) if graph else None
    if not job.final and at_exit is not None and at_exit not in tried:
        yield Segment(kind=Kind.START, step=at_exit, started_at=last, ended_at=None)
    elif job.finished_at is None or job.finished_at > last:
        step = tried[-1] if tried else None
        yield Segment(kind=Kind.END, step=step, started_at=last, ended_at=job.finished_at)
