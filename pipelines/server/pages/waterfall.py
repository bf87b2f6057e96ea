"""Where a job's time went, as bars on one time axis: queue, start-up, every attempt, and the waits between. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.core.graph import Graph, GraphStep
from pipelines.operations.jobs import AttemptView, JobView
from steps.core.status import AttemptStatus

KEPT, WAITING, NOT_YET, NOT_RUN = "kept", "waiting", "not yet", "not run"


@dataclass(frozen=True)
class Bar:
    """`start` and `end` are seconds after the job was queued; `end` is None while it goes on. `kind` is its colour."""

    kind: str
    start: float
    end: float | None
    title: str

    def until(self, now: float) -> float:
        return max(0.0, (now if self.end is None else self.end) - self.start)


@dataclass(frozen=True)
class Row:
    """One line: the queue, or a step with its attempts. `seconds` is what it took in all, waits included."""

    name: str
    state: str
    bars: list[Bar] = field(default_factory=list)
    attempts: list[AttemptView] = field(default_factory=list)
    step: GraphStep | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Waterfall:
    """`span` is the axis in seconds; `spent` is seconds by kind of bar, for the line below."""

    rows: list[Row]
    span: float
    live: bool
    spent: dict[str, float]

    def x(self, bar: Bar) -> str:
        return f"{min(100.0, 100 * bar.start / self.span):.3f}%"

    def width(self, bar: Bar) -> str:
        return f"{min(100.0, 100 * bar.until(self.span) / self.span):.3f}%"


def waterfall(job: JobView, graph: Graph | None, kept: Collection[str], now: datetime) -> Waterfall:
    """`kept` are steps whose outputs are there without an attempt: an earlier job left them."""
    clock = _Clock(job.queued_at)
    ended = clock(job.finished_at) if job.finished_at else None
    span = max(ended if ended is not None else clock(now), 0.001)
    rows = [_queue(job, clock, ended)]
    ready = clock(job.dispatched_at) if job.dispatched_at else None
    ends: dict[str, float | None] = {}
    for step in _steps(job, graph):
        attempts = [attempt for attempt in job.attempts if attempt.step == step.name]
        row = _step(step, attempts, kept, clock, _ready(step, ends, ready), ended)
        finished = row.attempts and row.attempts[-1].finished_at
        ends[step.name] = clock(finished) if finished else ready if step.name in kept else None
        rows.append(row)
    rows = [_measured(row, span) for row in rows]
    spent: dict[str, float] = {}
    for row in rows:
        for bar in row.bars:
            kind = bar.kind if bar.kind in ("scheduled", "queue", "start", "wait") else "work"
            spent[kind] = spent.get(kind, 0.0) + bar.until(span)
    return Waterfall(rows, span, ended is None, spent)


def _ready(step: GraphStep, ends: Mapping[str, float | None], dispatched: float | None) -> float | None:
    """When the step could begin; None while it cannot."""
    if step.on_exit:  # it comes after whatever was reached
        return max((end for end in ends.values() if end is not None), default=dispatched)
    before = [ends.get(name) for name in step.after]
    if None in before:
        return None
    return max((end for end in before if end is not None), default=dispatched)


@dataclass(frozen=True)
class _Clock:
    """Seconds after the job was queued."""

    zero: datetime

    def __call__(self, time: datetime) -> float:
        return max(0.0, (time - self.zero).total_seconds())


def _steps(job: JobView, graph: Graph | None) -> Iterable[GraphStep]:
    """The steps of the graph, then those that ran and are not in it any more."""
    known = graph.steps if graph else ()
    names = {step.name for step in known}
    strangers = dict.fromkeys(attempt.step for attempt in job.attempts if attempt.step not in names)
    return (*known, *(GraphStep(name=name) for name in strangers))


def _queue(job: JobView, clock: _Clock, ended: float | None) -> Row:
    due = clock(job.run_at)
    left = clock(job.dispatched_at) if job.dispatched_at else ended
    bars = []
    if due > 0.001 and (left is None or due <= left):
        bars.append(Bar("scheduled", 0, due, "not before its time"))
    elif due > 0.001:
        due = 0.0  # it never came to its time, or was let go early
    bars.append(Bar("queue", due, left, "in the queue"))
    return Row("queue", WAITING if left is None else "left", bars)


def _step(
    step: GraphStep,
    attempts: list[AttemptView],
    kept: Collection[str],
    clock: _Clock,
    ready: float | None,
    ended: float | None,
) -> Row:
    if not attempts:
        if step.name in kept:
            return Row(step.name, KEPT, step=step)
        starting = ready is not None and ended is None and not step.on_exit
        bars = [Bar("start", ready, None, "being started")] if starting and ready is not None else []
        return Row(step.name, NOT_YET if ended is None else NOT_RUN, bars, step=step)
    bars = []
    last: float | None = ready
    for attempt in attempts:
        begun = clock(attempt.started_at)
        if last is not None and begun > last:
            bars.append(_gap(attempts, attempt, last, begun))
        last = clock(attempt.finished_at) if attempt.finished_at else ended
        bars.append(Bar(attempt.status, begun, last, f"attempt {attempt.number}: {attempt.status}"))
    if ended is None and last is not None and _goes_on(attempts[-1], step):
        bars.append(Bar("wait", last, None, _reason(attempts[-1])))
    state = attempts[-1].status
    return Row(step.name, state, bars, attempts, step)


def _gap(attempts: list[AttemptView], attempt: AttemptView, last: float, begun: float) -> Bar:
    place = attempts.index(attempt)
    if place == 0:
        return Bar("start", last, begun, "being started")
    return Bar("wait", last, begun, _reason(attempts[place - 1]))


def _goes_on(attempt: AttemptView, step: GraphStep) -> bool:
    if attempt.status == AttemptStatus.FAILED:
        return attempt.error is not None and attempt.error.retryable and attempt.number <= step.retries
    return attempt.status in (AttemptStatus.WAITING, AttemptStatus.LOST)


def _reason(attempt: AttemptView) -> str:
    return "until the next look" if attempt.status == AttemptStatus.WAITING else "until the next attempt"


def _measured(row: Row, span: float) -> Row:
    ran = [bar for bar in row.bars if bar.kind != "start"]
    if not ran:
        return row
    seconds = ran[-1].start + ran[-1].until(span) - ran[0].start
    return Row(row.name, row.state, row.bars, row.attempts, row.step, seconds)
