"""A moment and a span of time, as sentences have them. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta


def clock(time: datetime) -> str:
    return time.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def span(time: timedelta) -> str:
    """`4.2 s`, `3 min`, `2 h 5 min`."""
    seconds = max(0.0, time.total_seconds())
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    return f"{minutes} min" if hours == 0 else f"{hours} h {rest} min"
