"""A moment and a span of time, as sentences have them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Sentence:
    """It may tell how long it is since, or until, a moment, which a page lets count on; without one it is `before`."""

    before: str
    moment: datetime | None = None
    after: str = ""

    def told(self, now: datetime) -> str:
        return (
            self.before if self.moment is None else f"{self.before}{span(abs(now - self.moment))}{self.after}"
        )


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
