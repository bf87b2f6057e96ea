"""Times by speed: what a call may take, and what surely does not fit."""

from __future__ import annotations

import pytest

from steps.core.llm.pace import UNKNOWN, Pace, call_seconds, least_seconds, too_slow


@pytest.mark.parametrize(
    ("room", "pace", "told", "seconds"),
    [
        (500, UNKNOWN, None, 45),
        (3_000, UNKNOWN, None, 100),  # as it was before anybody measured: 30 tokens a second
        (3_000, Pace(80.0), None, 100),
        (3_000, Pace(10.0), None, 300),
        (3_000, Pace(10.0), 20.0, 20),
    ],
)
def test_what_a_call_may_take(room: int, pace: Pace, told: float | None, seconds: float) -> None:
    assert call_seconds(room, pace, told) == seconds


def test_the_least_is_read_and_written() -> None:
    assert least_seconds(3_500, 1_000, UNKNOWN) == 0
    assert least_seconds(2_800, 1_000, Pace(10.0)) == pytest.approx(25)  # 150 tokens, and 100 for 800
    assert least_seconds(2_800, 1_000, Pace(10.0, 100.0)) == pytest.approx(33)
    assert least_seconds(2_800, 50, Pace(10.0)) == pytest.approx(5)


def test_an_estimate_says_that_it_is_one() -> None:
    assert too_slow(2_800, 1_000, Pace(10.0), 26) is None
    assert too_slow(10**9, 1_000, UNKNOWN, 0.1) is None
    said = too_slow(2_800, 1_000, Pace(10.0), 24)
    assert said is not None
    assert "10 tokens a second (an estimate" in said
    assert "at least about 25 s, and there are 24 s" in said
