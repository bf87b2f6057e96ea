"""What is sent of what is due, and what is missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.operations.schedules.planned_times import AT_ONCE, Plan, first_plan, plan
from pipelines.operations.schedules.timing import Timing

START = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
HOURLY = Timing("trial", None, 3600, "UTC", START)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def hours(*which: int) -> list[datetime]:
    return [START + which_one * HOUR for which_one in which]


@pytest.mark.parametrize(
    ("case", "passed", "catch_up", "at_most", "sent", "missed", "coming"),
    [
        ("not due yet", HOUR - MINUTE, 3600, 1, [], 0, 1),
        ("due now", HOUR, 3600, 1, [1], 0, 1),
        ("on time although nothing is caught up", HOUR + MINUTE, 0, 0, [1], 0, 1),
        ("late, within the window", HOUR + 2 * MINUTE, 3600, 1, [1], 0, 1),
        ("late, and none may be", HOUR + 2 * MINUTE, 3600, 0, [], 1, 1),
        ("later than the window", HOUR + 40 * MINUTE, 1800, 9, [], 1, 1),
        ("an outage: the newest of the window, the rest are missed", 6 * HOUR + 5 * MINUTE, 4 * 3600, 2, [5, 6], 4, 6),
        ("an outage: all of the window", 6 * HOUR + 5 * MINUTE, 2 * 3600, 9, [5, 6], 4, 6),
        ("an outage that ends as one is due: it does not count", 6 * HOUR, 9 * 3600, 2, [4, 5, 6], 3, 6),
    ],
)  # fmt: skip
def test_what_is_late_is_caught_up_within_bounds(
    case: str, passed: timedelta, catch_up: int, at_most: int, sent: list[int], missed: int, coming: int
) -> None:
    found = plan(HOURLY, START + HOUR, START + passed, catch_up, at_most)
    assert (found.send, found.missed) == (hours(*sent), missed), case
    assert found.next_at == (START + HOUR if not sent and not missed else START + (coming + 1) * HOUR)
    newest = [planned for planned in hours(*range(1, coming + 1)) if planned not in found.send]
    assert found.missed_at == (newest[-1] if missed else None)


def test_every_planned_time_of_a_year_is_counted_in_turns_that_are_bounded() -> None:
    often = Timing("trial", None, 10, "UTC", START)
    now, next_at, missed, turns, sent = START + timedelta(days=3), START + timedelta(seconds=10), 0, 0, 0
    while next_at <= now:
        found = plan(often, next_at, now, 3600, 5)
        assert found.missed <= AT_ONCE + 3600 / 10
        assert found.next_at is not None
        next_at, missed, turns, sent = found.next_at, missed + found.missed, turns + 1, sent + len(found.send)
    assert missed + sent == 3 * 86_400 / 10
    assert sent == 5 + 1  # five that are late, and the newest
    assert turns == pytest.approx(3 * 8640 / AT_ONCE, abs=2)


def test_a_jitter_delays_what_is_sent_and_what_counts_as_late() -> None:
    timing = Timing("trial", None, 3600, "UTC", START, jitter=1800)
    due = timing.due(START + HOUR)
    assert plan(timing, START + HOUR, due - MINUTE, 0, 0) == Plan(START + HOUR, due)
    assert plan(timing, START + HOUR, due + MINUTE, 0, 0).send == hours(1)


def test_a_first_plan_never_holds_the_past() -> None:
    assert first_plan(HOURLY, START + 7 * HOUR + MINUTE) == Plan(START + 8 * HOUR, START + 8 * HOUR)
