"""How fast an operation goes, as people write it."""

from __future__ import annotations

import pytest

from pipelines.operations.bulk.pace import rate_of, rate_text
from steps.core.errors import PermanentError


@pytest.mark.parametrize(
    ("text", "rate"), [("10/s", 10), ("90/m", 1.5), ("2000/h", 2000 / 3600), ("0.5/s", 0.5), (" 10 / s ", 10)]
)
def test_rates(text: str, rate: float) -> None:
    assert rate_of(text) == pytest.approx(rate)
    assert rate_of(rate_text(rate)) == pytest.approx(rate)


@pytest.mark.parametrize("text", ["", "10", "0/s", "-1/s", "10/d", "fast", "1e9/s", "100000/s", "0/h"])
def test_what_is_no_rate(text: str) -> None:
    with pytest.raises(PermanentError, match="such as 10/s, 90/m or 2000/h"):
        rate_of(text)


def test_no_rate_is_no_limit() -> None:
    assert rate_text(None) == "no limit"
