"""Which jobs are recorded now, which wait for a later turn and which are left out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from pipelines.control.recorder.record_room import burst
from steps.core.models import Model

BACKLOG_SECONDS = 30.0  # of the rate: more ended jobs do not wait for their turn
LATE_SECONDS = 300.0  # a record that would be gone a moment later is worth nothing


class Ended(Model):
    """A job that ended and of which nothing is decided. `live`: it is recorded as one at work."""

    id: UUID
    generation: int
    failed: bool
    live: bool
    finished_at: datetime
    since: float


@dataclass(frozen=True)
class Selection:
    """Jobs by id and generation; `live`: those of `record` that are at work. `wait`: when the one ended that waits
    longest."""

    record: Sequence[tuple[UUID, int]]
    live: Sequence[tuple[UUID, int]]
    left_out: Sequence[tuple[UUID, int]]
    wait: datetime | None


class Pace:
    """So many records a second, and a few seconds' worth at once. Times are seconds of any steady clock."""

    def __init__(self, rate: float, now: float) -> None:
        self.rate, self._left, self._at = rate, burst(rate), now

    def left(self, now: float) -> float:
        """How many may be written now; negative after more were written than that."""
        self._left = min(burst(self.rate), self._left + (now - self._at) * self.rate)
        self._at = now
        return self._left

    def spend(self, count: int) -> None:
        """So many were written."""
        self._left -= count


def select(
    ended: Sequence[Ended],
    live: Sequence[tuple[UUID, int]],
    behind: Sequence[tuple[UUID, int]],
    *,
    left: float,
    live_left: float,
    rate: float,
    full: bool,
) -> Selection:
    """What is shown as at work and is not any more (`behind`, and ended jobs that are live) is always put right. Then
    as many as are `left`: failures, jobs at work (`live_left` of them at most), the newest of the others. `full`: there
    is no room for a record that is not there yet."""
    must = [one for one in ended if one.live]
    others = sorted(
        (one for one in ended if not one.live),
        key=lambda one: (not one.failed, -one.finished_at.timestamp()),
    )
    late = [one for one in others if full or one.since > LATE_SECONDS]
    fresh = others[:0] if full else [one for one in others if one.since <= LATE_SECONDS]
    turns = max(0, int(left) - len(must) - len(behind))
    shown = [] if full else list(live[: max(0, int(live_left))])
    failures = sum(one.failed for one in fresh[:turns])
    shown = shown[: turns - failures]
    now, rest = fresh[: turns - len(shown)], fresh[turns - len(shown) :]
    kept = ceil(rate * BACKLOG_SECONDS)
    waiting, over = rest[:kept], rest[kept:]
    return Selection(
        record=[*behind, *_keys(must), *shown, *_keys(now)],
        live=shown,
        left_out=_keys([*late, *over]),
        wait=min((one.finished_at for one in waiting), default=None),
    )


def _keys(ones: Iterable[Ended]) -> list[tuple[UUID, int]]:
    return [(one.id, one.generation) for one in ones]
