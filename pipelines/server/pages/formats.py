"""Figures as people read them: durations, ages, sizes, money, ids. Pure; the script on the page writes ages alike."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pipelines.operations.ids import short_ids as ids

_AGES = ((86_400, "d"), (3_600, "h"), (60, "min"))
LONGEST_ID = 28  # characters of somebody's own key that are shown where there is little room
_SIZES = ("B", "kB", "MB", "GB", "TB")


def duration(seconds: float | None) -> str:
    """`0.0421` -> `42 ms`, `3.14` -> `3.1 s`, `75` -> `1 min 15 s`, `7384` -> `2 h 3 min`."""
    if seconds is None:
        return "–"
    seconds = max(0.0, seconds)
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60:02d} s"
    if whole < 86_400:
        return f"{whole // 3_600} h {whole % 3_600 // 60} min"
    return f"{whole // 86_400} d {whole % 86_400 // 3_600} h"


def limit(seconds: float | None) -> str:
    """A limit that somebody chose is a round number, but for a pod's start: `615` -> `10 min`, `7215` -> `2 h`."""
    if seconds is None:
        return "–"
    for size, unit in ((3_600, "h"), (60, "min")):
        if seconds >= size and seconds % size <= seconds / 40:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:g} s"


def age(time: datetime, now: datetime | None = None) -> str:
    """`12 s ago`, `3 min ago`, or `in 5 min` for a time to come."""
    passed = ((now or datetime.now(UTC)) - time).total_seconds()
    seconds = abs(passed)
    if seconds < 1:
        return "now"
    for size, unit in _AGES:
        if seconds >= size:
            text = f"{int(seconds // size)} {unit}"
            break
    else:
        text = f"{int(seconds)} s"
    return f"{text} ago" if passed > 0 else f"in {text}"


def exact(time: datetime) -> str:
    """To the millisecond, in UTC; the script on the page shows it in the reader's own time zone."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + " UTC"


def size(count: int | None) -> str:
    if count is None:
        return "–"
    value = float(count)
    for unit in _SIZES:
        if value < 1000 or unit == _SIZES[-1]:
            break
        value /= 1000
    return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"


def money(amount: Decimal | None) -> str:
    """US dollars with as many digits as a small amount needs; `–` where the price is not known."""
    if amount is None:
        return "–"
    if amount == 0:
        return "$0"
    return f"${amount:.2f}" if amount >= 1 else f"${amount:.4f}"


def short_id(key: str) -> str:
    """Enough of an id to tell two apart, and to find it by; of somebody else's key, its beginning and end."""
    if (ours := ids.short_id(key)) != key:
        return ours
    return key if len(key) <= LONGEST_ID else f"{key[: LONGEST_ID - 6]}…{key[-5:]}"


def percent(part: float, whole: float) -> str:
    """Rounded down, so that only a full hundred reads `100 %`."""
    return f"{int(100 * part / whole)} %" if whole else "–"


def count(number: int) -> str:
    """`12345` -> `12,345`."""
    return f"{number:,}"


def pretty_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
