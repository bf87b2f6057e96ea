"""Where a job's time went, in words: in the queue, in each step, between attempts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pipelines.operations.explain.timeline import Kind, Segment
from steps.core.models import Model


class Span(Model):
    """`what` in words; `step` where it belongs to one. Spans under 1 ms are left out."""

    what: str
    step: str | None
    seconds: float
    started_at: datetime


def spans(segments: Iterable[Segment], now: datetime) -> list[Span]:
    """The timeline until `now`, in order."""
    found = [
        Span(
            what=_words(segment),
            step=None if segment.kind == Kind.END else segment.step,
            seconds=(segment if _over(segment, now) else _open(segment)).seconds(now),
            started_at=segment.started_at,
        )
        for segment in segments
    ]
    return [span for span in found if span.seconds >= 0.001]


def _over(segment: Segment, now: datetime) -> bool:
    return segment.ended_at is not None and segment.ended_at <= now


def _open(segment: Segment) -> Segment:
    return segment.model_copy(update={"ended_at": None})


def _words(segment: Segment) -> str:
    step, attempt = segment.step, segment.attempt
    match segment.kind:
        case Kind.SCHEDULED:
            return "held back until its time"
        case Kind.QUEUE:
            return "waiting in the queue"
        case Kind.START:
            return f"on the way to {step}"
        case Kind.WAIT:
            return f"waiting between attempts of {step}"
        case Kind.END:
            return "waiting for what comes next" if segment.ended_at is None else "ending"
    return f"running {step}" + (f" (attempt {attempt.number})" if attempt and attempt.number > 1 else "")
