"""Only numbers that measure something count as figures."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.news.news_figures import counted


@pytest.mark.parametrize(
    "text",
    [
        "in 2014",
        "the 2014 protests",
        "on May 8",
        "at 15:11 GMT",
        "one poster",
        "two other incidents",
        "10% of 2000 levels",
    ],
)
def test_years_dates_times_and_asides_are_no_figures(text: str) -> None:
    assert [quantity.value for quantity in counted(text) if quantity.unit != "percent"] == []


def test_a_round_number_of_people_is_no_year() -> None:
    assert [quantity.value for quantity in counted("Some 2000 people came")] == [2000]
