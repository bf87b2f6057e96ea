"""What to do about planned times that are due: send them, or count them as missed. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from pipelines.operations.schedules.timing import Timing

ON_TIME = timedelta(minutes=1)  # the newest planned time, no later than this, is no catching up
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
    """From `next_at`, which was not sent yet, to `now`. The newest planned time is sent if it is on time. What came
    before, or is later than that, is sent as well if it is late by up to `catch_up` seconds, but of more than `at_most`
    only the newest. Errors: CannotPlan."""
    late: deque[datetime] = deque()
    missed, missed_at = 0, next_at
    newest: datetime | None = None

    def too_late(planned: datetime) -> None:
        nonlocal missed, missed_at
        if now - timing.due(planned) <= timedelta(seconds=catch_up):
            late.append(planned)
            if len(late) <= at_most:
                return
            planned = late.popleft()
        missed, missed_at = missed + 1, max(planned, missed_at)

    coming: datetime | None = None
    for coming in chain([next_at], timing.after(next_at)):
        if timing.due(coming) > now or (missed >= AT_ONCE and not late):
            break
        if newest is not None:
            too_late(newest)
        newest = coming
    else:
        coming = None
    on_time = [newest] if newest is not None and now - timing.due(newest) <= ON_TIME else []
    if newest is not None and not on_time:
        too_late(newest)
    due_at = None if coming is None else timing.due(coming)
    return Plan(coming, due_at, [*late, *on_time], missed, missed_at if missed else None)
