"""A job's timeline as bars on one time axis: a line for the queue, and one for each step with its attempts. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.core.rendered.graph import Graph, GraphStep
from pipelines.operations.explain.job_figures import Figure
from pipelines.operations.explain.timeline import Kind, Segment, steps_of
from pipelines.operations.jobs import AttemptView, JobView
from steps.core.status import AttemptStatus

KEPT, WAITING, NOT_YET, NOT_RUN = "kept", "waiting", "not yet", "not run"
BESIDE = (Kind.SCHEDULED, Kind.START, Kind.END)  # what the time of a line leaves out
TITLES = {
    Kind.SCHEDULED: "not before its time",
    Kind.QUEUE: "in the queue",
    Kind.START: "being started",
    Kind.END: "until its end was told",
}


@dataclass(frozen=True)
class Bar:
    """`start` and `end` are seconds after the job was queued; `end` is None while it goes on. `kind` is its colour: the
    segment's kind, or the status of the attempt; `part` is the segment's kind."""

    kind: str
    start: float
    end: float | None
    title: str
    part: Kind

    def until(self, now: float) -> float:
        return max(0.0, (now if self.end is None else self.end) - self.start)


@dataclass(frozen=True)
class WaterfallRow:
    """One line: the queue, or a step with its attempts. `took` is from its first attempt to the end of its last, waits
    included."""

    name: str
    status: str
    bars: list[Bar] = field(default_factory=list)
    attempts: list[AttemptView] = field(default_factory=list)
    step: GraphStep | None = None
    took: Figure | None = None


@dataclass(frozen=True)
class Waterfall:
    """`span` is the axis in seconds; `colours` are the statuses of attempts that bars are drawn for, and how many."""

    rows: list[WaterfallRow]
    span: float
    live: bool
    colours: dict[str, int]

    def x(self, bar: Bar) -> str:
        return f"{min(100.0, 100 * bar.start / self.span):.3f}%"

    def width(self, bar: Bar) -> str:
        return f"{min(100.0, 100 * bar.until(self.span) / self.span):.3f}%"


def waterfall(
    job: JobView, graph: Graph | None, segments: Iterable[Segment], kept: Collection[str], now: datetime
) -> Waterfall:
    """`segments`: the job's timeline. `kept`: steps whose outputs are there without an attempt: an earlier job's."""
    span = max(((job.finished_at or now) - job.queued_at).total_seconds(), 0.001)
    bars: dict[str | None, list[Bar]] = {}
    for segment in segments:
        bars.setdefault(segment.step, []).append(_bar(segment, job.queued_at))
    queue = bars.pop(None, [])
    in_queue = not job.final and job.dispatched_at is None
    rows = [WaterfallRow("queue", WAITING if in_queue else "left", queue, took=_took(queue, span))]
    for step in steps_of(job, graph):
        drawn = bars.get(step.name, [])
        attempts = [attempt for attempt in job.attempts if attempt.step == step.name]
        status = attempts[-1].shown_status if attempts else _untried(job, step.name in kept)
        rows.append(WaterfallRow(step.name, status, drawn, attempts, step, _took(drawn, span)))
    colours = Counter(bar.kind for row in rows for bar in row.bars if bar.part == Kind.WORK)
    return Waterfall(rows, span, job.finished_at is None, dict(colours))


def _untried(job: JobView, kept: bool) -> str:
    if kept:
        return KEPT
    return NOT_RUN if job.final else NOT_YET


def _bar(segment: Segment, zero: datetime) -> Bar:
    start = (segment.started_at - zero).total_seconds()
    end = None if segment.ended_at is None else (segment.ended_at - zero).total_seconds()
    attempt = segment.attempt
    if segment.kind == Kind.WORK and attempt:
        shown = attempt.shown_status
        return Bar(shown, start, end, f"attempt {attempt.number}: {shown}", segment.kind)
    looks = attempt is not None and attempt.status == AttemptStatus.WAITING
    waits = "until the next look" if looks else "until the next attempt"
    return Bar(segment.kind, start, end, TITLES.get(segment.kind, waits), segment.kind)


def _took(bars: list[Bar], span: float) -> Figure | None:
    own = [bar for bar in bars if bar.part not in BESIDE and bar.start <= span]
    if not own:
        return None
    return Figure(own[-1].start + own[-1].until(span) - own[0].start, own[-1].end is None)
