"""Bounds and times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.operations.gates.gate_names import LimitRefused
from pipelines.operations.gates.typed_bounds import read_bound, read_span, read_until


@pytest.mark.parametrize(
    ("text", "bound"),
    [("10", (10, None)), ("100/60s", (100, 60)), ("100/min", (100, 60)), (" 5 / 2h ", (5, 7200)), ("0", (0, None))],
)  # fmt: skip
def test_a_bound_is_a_number_or_a_number_in_a_time(text: str, bound: tuple[int, float | None]) -> None:
    assert read_bound(text) == bound


@pytest.mark.parametrize("text", ["", "many", "-1", "1.5", "5/", "5/0s", "5/fortnight", "1" * 10])
def test_what_is_no_bound_is_refused(text: str) -> None:
    with pytest.raises(LimitRefused, match="n: is a number"):
        read_bound(text)


@pytest.mark.parametrize("text", ["5/99999999w", "5/1000w", "5/0.0000001s"])
def test_a_time_that_no_rate_has_is_refused(text: str) -> None:
    with pytest.raises(LimitRefused, match="every: is from a microsecond to a year"):
        read_bound(text)


def test_a_span_and_a_time_are_both_an_end() -> None:
    assert read_until("2h") == timedelta(hours=2)
    assert read_until("2026-01-31T14:00:00+00:00") == datetime(2026, 1, 31, 14, tzinfo=UTC)
    there = read_until("2026-01-31T14:00")
    assert isinstance(there, datetime)
    assert there.tzinfo is not None


@pytest.mark.parametrize("text", ["", "soon", "0h", "400d", "14:00", "9999-99-99"])
def test_what_is_no_end_is_refused(text: str) -> None:
    with pytest.raises(LimitRefused, match="until: is"):
        read_until(text)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("1.5h", 5400), ("min", 60), ("1w", 604_800), ("x", None)]
)
def test_spans(text: str, seconds: float | None) -> None:
    assert read_span(text) == seconds
