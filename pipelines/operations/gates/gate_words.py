"""Limits in words: `5 each`, `100 per min`, `set to 20 until 14:00 by ann: import`. Pure."""

from __future__ import annotations

from datetime import datetime

from pipelines.operations.gates.gate_views import Change, Declared, LimitView, Use

UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))
AT_ONCE, PER_TIME, QUIET, BATCH = "concurrent", "rate", "quiet", "batch"


def seconds(span: float) -> str:
    """`90` -> `90 s`, `120` -> `2 min`, `60` -> `min` after `per`: see `per_time`."""
    for size, unit in UNITS:
        if span >= size and span % size == 0:
            return f"{span / size:.0f} {unit}"
    return f"{span:g} s"


def bound(n: int | None, every: float | None) -> str:
    """`20`, `100 per min`, `none` where nothing bounds it."""
    if n is None:
        return "none"
    return f"{n:,}" if every is None else f"{n:,} per {seconds(every).removeprefix('1 ')}"


def in_force(use: Use) -> str:
    """The bound that holds now, or what a shaper does."""
    declared = use.declared if isinstance(use, LimitView) else None
    if isinstance(use, LimitView) and declared is not None and use.kind in (QUIET, BATCH):
        return gathers(use.kind, declared)
    each = " each" if isinstance(use, LimitView) and use.per is not None else ""
    return bound(use.n, use.every) + each


def gathers(kind: str, declared: Declared) -> str:
    if kind == BATCH:
        return f"batches of {declared.n:,} in {seconds(declared.every or 0)}"
    most = f", at most {seconds(declared.at_most)}" if declared.at_most is not None else ""
    return f"quiet for {seconds(declared.every or 0)}{most}"


EXCESS = {
    "wait": "what exceeds it waits",
    "skip": "what exceeds it is skipped",
    "replace": "a newer job replaces the one at work",
    "latest": "of those that wait only the newest stays",
}


def meaning(limit: LimitView) -> str:
    """What the code declares, as a sentence."""
    if limit.kind == "pipeline":
        return "A pipeline; each can be bounded and paused by its name."
    if limit.declared is None:
        return "No code declares it any more, so it stops nobody; the change below waits for it to come back."
    declared, each = limit.declared, f" for each {limit.per}" if limit.per else ""
    if limit.kind in (QUIET, BATCH):
        text = gathers(limit.kind, declared)
        return f"{text[:1].upper()}{text[1:]}{each}: one job goes for the events that came."
    excess = EXCESS.get(declared.on_excess, "")
    if limit.kind == PER_TIME:
        burst = f", {declared.burst:,} at once after a rest" if (declared.burst or 1) > 1 else ""
        return f"Declared: {bound(declared.n, declared.every)}{each}{burst}; {excess}."
    return f"Declared: at most {bound(declared.n, None)} at once{each}; {excess}."


def waiting(use: Use) -> str:
    """`12`, or `10,000+` where more may wait than were counted."""
    return f"{use.waiting:,}{'+' if use.waiting_more else ''}"


def clock(time: datetime, now: datetime | None = None) -> str:
    """A time as this machine's clock shows it, without its day where that is today."""
    there = time.astimezone()
    today = (now or datetime.now().astimezone()).date()
    return there.strftime("%H:%M" if there.date() == today else "%Y-%m-%d %H:%M")


def one_line(text: str) -> str:
    """What somebody wrote, line breaks included, where there is one line for it."""
    return " ".join(text.split())


def who_and_why(change: Change) -> str:
    until = f" until {clock(change.until)}" if change.until else ""
    return f"by {change.who}{until}: {one_line(change.why)}"


def changes(use: Use) -> list[str]:
    """What people did to it, one sentence each."""
    told = []
    if use.paused is not None:
        told.append(f"paused {who_and_why(use.paused)}")
    if use.override is not None:
        told.append(f"set to {bound(use.override.n, use.override.every)} {who_and_why(use.override)}")
    return told
