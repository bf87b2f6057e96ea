"""Dates as written become days, months or years; what cannot be told without the day of publication stays open."""

from __future__ import annotations

from datetime import date

import pytest

from steps.news.dates import date_mentions, day_in, plausible

MONDAY = date(2015, 5, 18)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("on May 3, 2014", "2014-05-03"),
        ("on 3 May 2014", "2014-05-03"),
        ("on Sunday, 3 August 2014", "2014-08-03"),
        ("on 2014-05-03", "2014-05-03"),
        ("in March 2014", "2014-03"),
        ("in 2014", "2014"),
        ("on May 3", "2015-05-03"),
        ("on December 30", "2014-12-30"),
        ("in March", "2015-03"),
        ("in December", "2014-12"),
        ("on Friday", "2015-05-15"),
        ("on Monday", "2015-05-18"),
        ("it will open on Friday", "2015-05-22"),
        ("next Friday", "2015-05-22"),
        ("last Friday", "2015-05-15"),
        ("yesterday", "2015-05-17"),
        ("It opens tomorrow", "2015-05-19"),
    ],
)
def test_a_date_is_resolved_against_the_day_of_publication(text: str, iso: str) -> None:
    assert [mention.iso for mention in date_mentions(text, MONDAY)] == [iso]


@pytest.mark.parametrize("text", ["on May 3", "in March", "on Friday", "yesterday"])
def test_without_the_day_of_publication_it_stays_open(text: str) -> None:
    assert [mention.iso for mention in date_mentions(text, None)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "May I ask",
        "he may march",
        "over 2000 people",
        "on February 30, 2014",
        "a fee of 1709 crowns",
        "35 May",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert [mention.iso for mention in date_mentions(text, MONDAY) if mention.iso] == []


def test_dates_come_in_order_and_never_overlap() -> None:
    text = "From July 2003 until Friday, May 8, 2015, and again in 2016"
    found = date_mentions(text, MONDAY)
    assert [text[mention.start : mention.end] for mention in found] == [
        "July 2003",
        "Friday, May 8, 2015",
        "in 2016",
    ]


def test_the_first_full_date_is_the_day() -> None:
    assert day_in("in 2014, then on May 3, 2015") == date(2015, 5, 3)
    assert day_in("in May") is None


@pytest.mark.parametrize(
    ("day", "told", "quotes", "expected"),
    [
        ("2015-05-15", ["2015-05-15"], ["on Friday"], True),
        ("2015-05", ["2015-05-15"], ["on Friday"], True),
        ("2015-05-15", ["2015"], ["in 2015"], True),
        ("2015-06-01", ["2015-05-15"], ["on Friday"], False),
        ("1999-01-01", [], ["vor langer Zeit"], False),
        ("2014-12-24", [], ["an Heiligabend"], True),
        ("1987", [], ["seit 1987"], True),
    ],
)
def test_a_date_must_be_told_by_its_quote(
    day: str, told: list[str], quotes: list[str], expected: bool
) -> None:
    assert plausible(day, told, quotes, " ".join(quotes), MONDAY) is expected
