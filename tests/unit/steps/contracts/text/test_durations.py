"""Lengths of time, and what day it is when they are over."""

from __future__ import annotations

from datetime import date

import pytest

from steps.contracts.text.durations import Duration, durations, habitual


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two (2) years", "2 years"),
        ("twenty four (24) months", "24 months"),
        ("a 24-month period", "24 months"),
        ("fifteen months therefrom", "15 months"),
        ("thirty (30) days' notice", "30 days"),
        ("one hundred eighty (180) days", "180 days"),
        ("(6) months", "6 months"),
        ("two (2) year(s)", "2 years"),
        ("the fifth anniversary of the Effective Date", "5 years"),
        ("the 10th anniversary", "10 years"),
        ("successive one year periods", "1 year"),
    ],
)
def test_written(text: str, shown: str) -> None:
    assert [str(length) for length in durations(text)] == [shown]


@pytest.mark.parametrize("text", ["* years", "many days", "each year", "$5.30 days", "the year 2010"])
def test_no_length(text: str) -> None:
    assert durations(text) == []


def test_by_habit() -> None:
    assert str(habitual("renews from year to year")) == "1 year"
    assert str(habitual("goes on month-to-month")) == "1 month"
    assert habitual("renews by agreement") is None


@pytest.mark.parametrize(
    ("length", "start", "end"),
    [
        (Duration(2, "year"), date(2014, 8, 18), date(2016, 8, 18)),
        (Duration(15, "month"), date(2000, 3, 3), date(2001, 6, 3)),
        (Duration(1, "month"), date(2021, 1, 31), date(2021, 2, 28)),
        (Duration(1, "year"), date(2020, 2, 29), date(2021, 2, 28)),
        (Duration(90, "day"), date(2020, 1, 1), date(2020, 3, 31)),
        (Duration(2, "week"), date(2020, 1, 1), date(2020, 1, 15)),
        (Duration(9000, "year"), date(2020, 1, 1), None),
    ],
)
def test_after(length: Duration, start: date, end: date | None) -> None:
    assert length.after(start) == end


def test_a_run_of_spaces_takes_as_long_as_its_length() -> None:
    assert [length.count for length in durations("30" + " " * 400_000 + "days")] == [30]
    assert durations(" " * 400_000 + "x") == []
