"""Dates in all the ways contracts write them, and blanks where there should be one."""

from __future__ import annotations

from datetime import date

import pytest

from steps.contracts.text.dates import date_mentions


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("as of January 9, 2020 (the", date(2020, 1, 9)),
        ("Date: 22 Dec. 2017", date(2017, 12, 22)),
        ("this 1st day of April, 2007", date(2007, 4, 1)),
        ("the 26t h day of May, 2017", date(2017, 5, 26)),
        ("the fifth day of May, 1999", date(1999, 5, 5)),
        ("the twenty-first day of June 2001", date(2001, 6, 21)),
        ("signed 3/27/20", date(2020, 3, 27)),
        ("on 12-21-2017", date(2017, 12, 21)),
        ("on 2019-01-02", date(2019, 1, 2)),
        ("until Sept. 30, 1998", date(1998, 9, 30)),
        ("JUNE 5, 2010", date(2010, 6, 5)),
    ],
)
def test_written(text: str, day: date) -> None:
    assert [mention.day for mention in date_mentions(text)] == [day]


@pytest.mark.parametrize(
    "text",
    ["June 31, 2010", "13/45/2010", "May I ask 2000 people", "Section 12.3.2020", "4.2.2010", "no date"],
)
def test_no_date(text: str) -> None:
    assert date_mentions(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "this ____ day of March, 2018",
        "as of June , 2010",
        "day of , 2014",
        "the [●] day of May 2010",
        "____, 2014",
    ],
)
def test_left_blank(text: str) -> None:
    [mention] = date_mentions(text)
    assert mention.day is None


def test_mentions_are_in_order_and_apart() -> None:
    text = "from March 1, 2010 through February 28, 2011"
    found = date_mentions(text)
    assert [text[mention.start : mention.end] for mention in found] == ["March 1, 2010", "February 28, 2011"]
