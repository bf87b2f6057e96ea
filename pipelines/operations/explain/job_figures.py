"""What a job's page says of its time and attempts: every figure from the one timeline, so none denies another. Pure.

A job took what it waited, what it ran, and what it was held back until its time. Each moment counts once, whatever runs
side by side in it: so the parts add up to the figure that they are parts of. The README's glossary has the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pipelines.operations.explain.timeline import Kind, Segment
from pipelines.operations.jobs import AttemptView, JobView
from steps.core.status import AttemptStatus


class Part(StrEnum):
    """What a moment of a job counts as."""

    SCHEDULED = "scheduled"  # before its time
    QUEUE = "queue"
    START = "start"  # from its dispatch to its first attempt
    WORK = "work"  # an attempt is at work
    WAIT = "wait"  # between two attempts of a step
    BETWEEN = "between"  # from a step to the next
    END = "end"


WAITED = (Part.QUEUE, Part.START)
RAN = (Part.WORK, Part.WAIT, Part.BETWEEN, Part.END)
# Where several segments hold at once, the moment counts as the first of these.
FIRST = (Kind.WORK, Kind.WAIT, Kind.START, Kind.QUEUE, Kind.SCHEDULED, Kind.END)
FAILING = (AttemptStatus.FAILED, AttemptStatus.LOST)


@dataclass(frozen=True)
class Figure:
    """Seconds up to the moment that was looked at. `live`: it grows with the clock from there."""

    seconds: float
    live: bool = False


@dataclass(frozen=True)
class Figures:
    """`ran` is None where nothing has begun. `retries`: attempts after one of the same step that failed or was lost.
    `looks`: attempts that found what they wait for not ready yet, which are no failures. `steps`: those tried."""

    took: Figure
    waited: Figure
    ran: Figure | None
    parts: dict[Part, Figure]
    retries: int
    looks: int
    attempts: int


def figures(job: JobView, segments: Iterable[Segment], now: datetime) -> Figures:
    """`segments`: the job's timeline; `now` by the clock that wrote its times, not before any of them."""
    end = max(job.queued_at, job.finished_at or now)
    parts = _parts(job, list(segments), end)
    ran = _sum(parts, RAN)
    return Figures(
        took=Figure((end - job.queued_at).total_seconds(), not job.final),
        waited=_sum(parts, WAITED),
        ran=ran if job.started_at is not None or ran.seconds else None,
        parts=parts,
        retries=retries_of(job.attempts),
        looks=sum(attempt.status == AttemptStatus.WAITING for attempt in job.attempts),
        attempts=len(job.attempts),
    )


def retries_of(attempts: Iterable[AttemptView]) -> int:
    """`attempts` in the order they began."""
    last: dict[str, str] = {}
    retries = 0
    for attempt in attempts:
        retries += last.get(attempt.step) in FAILING
        last[attempt.step] = attempt.status
    return retries


def _parts(job: JobView, segments: list[Segment], end: datetime) -> dict[Part, Figure]:
    """Every moment from queued to `end`, as what it counts. A part that goes on is there, however short it is."""
    marks: list[tuple[datetime, int, Kind]] = []
    for segment in segments:
        marks.append((max(segment.started_at, job.queued_at), 1, segment.kind))
        if segment.ended_at is not None:
            marks.append((max(segment.started_at, segment.ended_at, job.queued_at), -1, segment.kind))
    marks.sort(key=lambda mark: mark[0])
    held: Counter[Kind] = Counter()
    spent: dict[Part, timedelta] = {}
    time = job.queued_at

    def count_to(until: datetime) -> None:
        nonlocal time
        for begin, last, begun in _around(job.started_at, time, min(until, end)):
            part = _part(held, begun)
            spent[part] = spent.get(part, timedelta()) + (last - begin)
            time = last

    for mark, more, kind in marks:
        if mark > end:
            break
        count_to(mark)
        held[kind] += more
    count_to(end)
    now = None if job.final else _part(held, job.started_at is not None)
    if now is not None:
        spent.setdefault(now, timedelta())
    return {part: Figure(spent[part].total_seconds(), part == now) for part in Part if part in spent}


def _around(
    started: datetime | None, begin: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, bool]]:
    """The time between the two, cut where the first attempt began; whether that has been."""
    if started is not None and begin < started < end:
        yield begin, started, False
        yield started, end, True
    elif begin < end:
        yield begin, end, started is not None and begin >= started


def _part(held: Counter[Kind], begun: bool) -> Part:
    """What a moment counts as while these segments hold; one of none is on the way to what comes next."""
    kind = next((kind for kind in FIRST if held[kind] > 0), Kind.START)
    if kind == Kind.START:
        return Part.BETWEEN if begun else Part.START
    return Part(kind)


def _sum(parts: dict[Part, Figure], those: tuple[Part, ...]) -> Figure:
    found = [parts[part] for part in those if part in parts]
    return Figure(sum(figure.seconds for figure in found), any(figure.live for figure in found))
