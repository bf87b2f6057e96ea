"""Records keep within their room in etcd at any rate that may be set."""

from __future__ import annotations

import pytest

from pipelines.control.recorder.record_room import (
    CEILING,
    FAILURE_SECONDS,
    MOST_PER_SECOND,
    SHORTEST_SECONDS,
    SUCCESS_SECONDS,
    bound,
    burst,
    lifetime,
    room,
)
from pipelines.core.settings import ControlSettings


@pytest.mark.parametrize("rate", [0.0, 0.1, 1.0, 20.0, MOST_PER_SECOND])
def test_the_bound_holds_at_any_rate(rate: float) -> None:
    for at_most in (100, 5_000, 50_000, 10**9):
        assert bound(rate, at_most) <= CEILING
    assert room(rate, 50_000) > CEILING / 4


def test_fewer_take_less() -> None:
    """Of what three steps take."""
    assert room(20, ControlSettings().recorded_at_most) == 50_000_000
    assert room(20, 100) == 1_000_000


def test_the_figures_of_the_docstring() -> None:
    assert (round(room(20, 50_000) / 1e6), round(bound(20, 50_000) / 1e6)) == (390, 537)


def test_no_higher_rate_can_be_set() -> None:
    assert ControlSettings().recorded_per_second == 20
    with pytest.raises(ValueError, match="JOBS_RECORDED_PER_SECOND"):
        ControlSettings.model_validate({"JOBS_RECORDED_PER_SECOND": MOST_PER_SECOND + 1})


def test_records_stay_as_long_as_those_with_pods_until_the_room_fills() -> None:
    whole = room(20, 5_000)
    assert lifetime(0, whole, failed=False) == lifetime(whole // 2, whole, failed=False) == SUCCESS_SECONDS
    assert lifetime(0, whole, failed=True) == lifetime(whole // 4, whole, failed=True) == FAILURE_SECONDS
    half = lifetime(whole * 3 // 4, whole, failed=False)
    assert SUCCESS_SECONDS / 2 - 1 <= half <= SUCCESS_SECONDS / 2
    assert lifetime(whole * 2, whole, failed=True) == SHORTEST_SECONDS


def test_nothing_is_written_at_once_where_nothing_is_recorded() -> None:
    assert (burst(0), burst(0.1), burst(20)) == (0, 1, 100)
