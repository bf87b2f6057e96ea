"""What people type for a bound and for a time: `10`, `100/60s`, `2h`, `2026-01-31T14:00`. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from pipelines.operations.gates.gate_names import LimitRefused

SECONDS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800}
LONGEST = 366 * 86_400  # seconds
SHORTEST = 1e-6  # seconds; PostgreSQL's clock knows nothing finer
_SPAN = re.compile(r"(\d+(?:\.\d+)?)?\s*(s|sec|min|m|h|d|w)")
_BOUND = re.compile(r"(\d{1,9})(?:\s*/\s*(.+))?")


def read_span(text: str) -> float | None:
    """`90s`, `15min`, `2h`, `1d` or a unit alone, as seconds; None for what is none."""
    found = _SPAN.fullmatch(text.strip())
    return float(found[1] or 1) * SECONDS[found[2]] if found else None


def read_bound(text: str) -> tuple[int, float | None]:
    """`10` -> (10, None); `100/60s`, `100/min` -> (100, 60.0). Errors: LimitRefused."""
    found = _BOUND.fullmatch(text.strip())
    every = read_span(found[2]) if found and found[2] else None
    if found is None or (found[2] and not every):
        raise LimitRefused("invalid_limit", "n", "is a number such as 20, or for a rate 100/60s")
    if every is not None and not SHORTEST <= every <= LONGEST:
        raise LimitRefused("invalid_limit", "every", "is from a microsecond to a year")
    return int(found[1]), every


def read_until(text: str) -> datetime | timedelta:
    """A span from now, `2h`, or a time; one without a zone is this machine's. Errors: LimitRefused."""
    seconds = read_span(text)
    if seconds is not None:
        if not 0 < seconds <= LONGEST:
            raise LimitRefused("invalid_limit", "until", "is more than nothing and at most a year")
        return timedelta(seconds=seconds)
    try:
        return datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError):
        sentence = "is how long, such as 30min, 2h or 1d, or a time such as 2026-01-31T14:00"
        raise LimitRefused("invalid_limit", "until", sentence) from None
