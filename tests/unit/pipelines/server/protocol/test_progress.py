"""A standstill is told from a slow pace, and from a pause that is nobody's fault."""

from __future__ import annotations

from pipelines.server.protocol.progress import Pace


def test_a_pace_that_is_kept_is_no_standstill() -> None:
    pace = Pace(10, 5)
    pace.begin(0, 0)
    assert not any(pace.stalled(now, now * 10) for now in range(1, 100))


def test_too_little_within_the_time_is_one() -> None:
    pace = Pace(10, 5)
    pace.begin(0, 0)
    assert [pace.stalled(now, now * 5) for now in range(1, 8)] == [False] * 5 + [True] * 2


def test_what_moves_or_has_no_reason_to_starts_anew() -> None:
    pace = Pace(10, 5)
    assert not any(pace.stalled(now, 0, moved=now % 4 == 0) for now in range(1, 100))
    assert any(pace.stalled(now, 0) for now in range(100, 110))
