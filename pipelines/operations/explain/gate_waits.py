"""Which limits keep a queued job back, what is before it there and how long that takes, as sentences. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import Field

from pipelines.operations.explain.times import clock, span
from pipelines.operations.gates import gate_words
from steps.core.models import Model

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class HeldBy(Model):
    """A gate that lets the job not through now: `held` of `n` are at work, or a rate's next start is to come.

    `before`: jobs that may go first, where `before_more` at least so many. `seconds`: how long that takes about; null
    where nothing says it. `paused_by`, `paused_until` and `why` tell of a pause, or of who set the bound to 0.
    """

    gate: str
    kind: str
    n: int | None
    held: int
    every: float | None = Field(description="Seconds, of a rate")
    paused: bool
    paused_by: str | None
    paused_until: datetime | None
    why: str | None
    before: int
    before_more: bool
    seconds: float | None


class Gathering(Model):
    """Quiet or a batch: the job waits for more events until `due`, `latest` at the latest; a batch until it has `n`."""

    gate: str
    kind: str
    jobs: int
    n: int | None
    due: datetime
    latest: datetime | None


class GateWaits(Model):
    """`held_by`: a pause first, then the fullest. `seconds`: about how long it takes until all of its gates have room,
    those that have some now as well; null where one of them says nothing."""

    held_by: list[HeldBy] = []
    seconds: float | None = None
    gathering: Gathering | None = None


def gate_sentences(waits: GateWaits, now: datetime) -> list[str]:
    told = [_shut(held) for held in waits.held_by]
    if told and waits.seconds is not None and not any(held.paused or held.n == 0 for held in waits.held_by):
        exact = all(held.kind == gate_words.PER_TIME for held in waits.held_by)
        left = span(timedelta(seconds=waits.seconds))
        told[0] += f", {'its turn comes in' if exact else 'about'} {left}"
    told = [f"{sentence}." for sentence in told]
    return told if waits.gathering is None else [*told, _gathers(waits.gathering, now)]


def _shut(held: HeldBy) -> str:
    by = f" by {held.paused_by}" if held.paused_by else ""
    until = f" until {clock(held.paused_until)}" if held.paused_until else ""
    why = f": {gate_words.one_line(held.why)}" if held.why else ""
    if held.paused:
        return f"{held.gate} is paused{by}{until}{why}"
    if held.n == 0:
        return f"{held.gate} is set to 0{by}{until}{why}"
    more = f"{held.before:,} or more" if held.before_more else _few(held.before)
    before = f"{more} before it" if held.before or held.before_more else "it is next"
    if held.kind == gate_words.PER_TIME:
        return f"It waits for {held.gate}: {gate_words.bound(held.n, held.every)}, {before}"
    return f"It waits behind {held.gate}: {held.held:,} of {held.n or 0:,} at work, {before}"


def _few(count: int) -> str:
    return WORDS[count] if count < len(WORDS) else f"{count:,}"


def _gathers(waits: Gathering, now: datetime) -> str:
    of = f" of {waits.n:,}" if waits.kind == gate_words.BATCH and waits.n else ""
    begun = f"It gathers events of {waits.gate}: {waits.jobs:,}{of} so far"
    if waits.due <= now:
        return f"{begun}. It goes now."
    if waits.kind == gate_words.BATCH:
        return f"{begun}. It goes at {clock(waits.due)}, or once there are {waits.n or 0:,}."
    latest = f", at {clock(waits.latest)} at the latest" if waits.latest else ""
    return f"{begun}. It goes at {clock(waits.due)} unless another one comes{latest}."
