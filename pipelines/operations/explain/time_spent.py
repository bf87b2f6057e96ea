"""Where a job's time went: in the queue, in each step, between attempts. Pure."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from pipelines.operations.jobs import JobView
from steps.core.models import Model


class Span(Model):
    """`what` in words; `step` where it belongs to one. Spans follow each other and leave out gaps under 1 ms."""

    what: str
    step: str | None
    seconds: float
    started_at: datetime


def spans(job: JobView, now: datetime) -> list[Span]:
    end = job.finished_at or now
    begun = min([job.dispatched_at or end, end])
    due = min(max(job.run_at, job.queued_at), begun)
    found = [
        _span("held back until its time", None, job.queued_at, due),
        _span("waiting in the queue", None, due, begun),
    ]
    last = begun
    ordered = sorted(job.attempts, key=lambda attempt: (attempt.started_at, attempt.number))
    for step, attempts in groupby(ordered, key=lambda attempt: attempt.step):
        for attempt in attempts:
            between = f"waiting between attempts of {step}" if attempt.number > 1 else f"on the way to {step}"
            found.append(_span(between, step, last, attempt.started_at))
            ended = attempt.finished_at or end
            found.append(_span(_doing(step, attempt.number), step, attempt.started_at, ended))
            last = max(last, ended)
    if job.attempts or job.dispatched_at:
        found.append(_span("waiting for what comes next" if not job.final else "ending", None, last, end))
    return [span for span in found if span.seconds >= 0.001]


def _doing(step: str, number: int) -> str:
    return f"running {step}" + (f" (attempt {number})" if number > 1 else "")


def _span(what: str, step: str | None, start: datetime, end: datetime) -> Span:
    return Span(what=what, step=step, seconds=max(0.0, (end - start).total_seconds()), started_at=start)
