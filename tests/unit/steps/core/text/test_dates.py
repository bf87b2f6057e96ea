"""The names and days that all readers of dates share."""

from __future__ import annotations

import re
from datetime import date

import pytest

from steps.core.text.dates import (
    MONTH_NAME,
    MONTHS,
    WEEKDAY_NAME,
    WEEKDAYS,
    iso_day,
    month_number,
    valid_day,
    weekday_number,
)


def test_days_that_no_calendar_has_are_none() -> None:
    assert valid_day(2024, 2, 29) == date(2024, 2, 29)
    assert valid_day(2023, 2, 29) is valid_day(2023, 6, 31) is valid_day(2023, 0, 1) is None
    assert valid_day(0, 1, 1) is valid_day(10_000, 1, 1) is None


@pytest.mark.parametrize(("number", "name"), list(enumerate(MONTHS, 1)))
def test_months_in_full_and_abbreviated(number: int, name: str) -> None:
    for written in (name.title(), name.title()[:3], f"{name.title()[:3]}."):
        assert month_number(written) == month_number(written.lower()) == number
        if written != "May.":
            assert re.fullmatch(MONTH_NAME, written)


@pytest.mark.parametrize("name", ["", "Ja", "Foo", "-04"])
def test_what_is_no_month(name: str) -> None:
    assert month_number(name) is None


def test_weekdays_count_from_monday_as_date_does() -> None:
    assert [weekday_number(name.title()) for name in WEEKDAYS] == list(range(7))
    assert weekday_number("Thursday") == date(2026, 3, 12).weekday()
    assert all(re.fullmatch(WEEKDAY_NAME, name.title()) for name in WEEKDAYS)
    with pytest.raises(ValueError, match="no weekday"):
        weekday_number("someday")


def test_days_near_the_ends_of_the_calendar_are_none() -> None:
    """Steps add weeks to a day that a document prints."""
    assert iso_day("2026-01-31") == date(2026, 1, 31)
    assert iso_day("9999-12-31") is iso_day("0001-01-01") is iso_day("tomorrow") is iso_day(None) is None
    assert valid_day(9999, 12, 31) is None
