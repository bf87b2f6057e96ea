"""What to do about planned times that are due: send them, or count them as missed. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from pipelines.operations.schedules.timing import Timing

ON_TIME = timedelta(minutes=1)  # what is no later than this is no catching up
AT_ONCE = 2_000  # planned times that are looked at in one turn, apart from those that may still be sent


@dataclass(frozen=True)
class Plan:
    """`send`: in order. `missed`: how many came too late; `missed_at`: the newest of them. `next_at`: the next planned
    time, due at `due_at`, which may be past where there was too much to look at; None where none comes."""

    next_at: datetime | None
    due_at: datetime | None
    send: list[datetime] = field(default_factory=list)
    missed: int = 0
    missed_at: datetime | None = None


def first_plan(timing: Timing, now: datetime) -> Plan:
    """What comes next, and nothing of the past. Errors: CannotPlan."""
    planned = next(timing.after(now), None)
    return Plan(planned, planned and timing.due(planned))


def plan(timing: Timing, next_at: datetime, now: datetime, catch_up: int, at_most: int) -> Plan:
    """From `next_at`, which was not sent yet, to `now`. What is late by up to `catch_up` seconds is sent, but of more
    than `at_most` only the newest; what is on time always is. Errors: CannotPlan."""
    late: deque[datetime] = deque()
    on_time: list[datetime] = []
    missed, missed_at = 0, next_at
    window = timedelta(seconds=catch_up)
    for planned in chain([next_at], timing.after(next_at)):
        due = timing.due(planned)
        if due > now or (missed >= AT_ONCE and not late and not on_time):
            return Plan(planned, due, [*late, *on_time], missed, missed_at if missed else None)
        if now - due <= ON_TIME:
            on_time.append(planned)
            continue
        if now - due <= window:
            late.append(planned)
            if len(late) <= at_most:
                continue
            planned = late.popleft()
        missed, missed_at = missed + 1, max(planned, missed_at)
    return Plan(None, None, [*late, *on_time], missed, missed_at if missed else None)
