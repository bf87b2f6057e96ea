"""Whole seconds as people write them."""

from __future__ import annotations

import pytest

from pipelines.operations.schedules.duration import seconds, written


@pytest.mark.parametrize(
    ("text", "whole", "short"),
    [("0", 0, "0s"), ("1d12h", 129_600, "1d12h"),
     ("90", 90, "1m30s"), ("15m", 900, "15m"), ("1h30m", 5400, "1h30m"),
     (" 2d ", 172_800, "2d"), ("86400s", 86_400, "1d")],
)  # fmt: skip
def test_a_duration_is_read_and_written(text: str, whole: int, short: str) -> None:
    assert (seconds(text), written(whole)) == (whole, short)


@pytest.mark.parametrize("text", ["", "soon", "-5m", "1.5h", "5 m", "m", "5w", "9" * 10, "٣m"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a duration such as 90s, 15m, 2h or 1d12h"):
        seconds(text)
