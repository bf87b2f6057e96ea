"""Days as people say them, against a Thursday; words that name no single day stay words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.meetings.days import day_of, days_said, full_day

THURSDAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", "2026-03-12"),
        ("by EOD", "2026-03-12"),
        ("by the end of the day", "2026-03-12"),
        ("this afternoon", "2026-03-12"),
        ("tomorrow morning", "2026-03-13"),
        ("by close of business tomorrow", "2026-03-13"),
        ("the day after tomorrow", "2026-03-14"),
        ("by Friday", "2026-03-13"),
        ("by close of business on Friday", "2026-03-13"),
        ("by Thursday", "2026-03-19"),
        ("before Monday", "2026-03-16"),
        ("next Friday", "2026-03-20"),
        ("on Tuesday next week", "2026-03-17"),
        ("this coming Wednesday", "2026-03-18"),
        ("by the end of the week", "2026-03-13"),
        ("before the end of next week", "2026-03-20"),
        ("by the end of the month", "2026-03-31"),
        ("end of next month", "2026-04-30"),
        ("by the end of the year", "2026-12-31"),
        ("in two weeks", "2026-03-26"),
        ("within ten days", "2026-03-22"),
        ("three weeks from now", "2026-04-02"),
        ("in a month", "2026-04-12"),
        ("by March 20th", "2026-03-20"),
        ("on the 3rd of May", "2026-05-03"),
        ("Friday the 13th of March", "2026-03-13"),
        ("Wednesday, March 18", "2026-03-18"),
        ("2 April 2027", "2027-04-02"),
        ("2026-05-04", "2026-05-04"),
        ("04.05.2026", "2026-05-04"),
        ("on January 8", "2027-01-08"),
    ],
)
def test_a_single_day(said: str, day: str) -> None:
    assert str(day_of(f"I will send it {said}, I hope.", THURSDAY)) == day


@pytest.mark.parametrize(
    "said",
    ["next week", "this month", "before the next meeting", "in Q3", "by the end of the quarter", "as soon as possible",
     "in thirty minutes", "sometime", "on 31 February"],
)  # fmt: skip
def test_no_single_day(said: str) -> None:
    assert day_of(f"I will send it {said}.", THURSDAY) is None


def test_words_that_name_no_day_are_still_found() -> None:
    text = "We talk again next week."
    assert [text[said.start : said.end] for said in days_said(text, THURSDAY)] == ["next week"]


def test_without_the_meetings_day_only_full_dates_are_days() -> None:
    assert day_of("by Friday", None) is None
    assert day_of("by March 20", None) is None
    assert day_of("by March 20, 2026", None) == date(2026, 3, 20)


def test_two_days_are_none() -> None:
    assert day_of("on Friday or on Monday", THURSDAY) is None


def test_may_is_also_a_word() -> None:
    assert days_said("May I ask who may come?", THURSDAY) == []


def test_a_weekend_belongs_to_the_week_that_begins() -> None:
    assert day_of("by the end of the week", date(2026, 3, 14)) == date(2026, 3, 20)


def test_a_date_with_its_year() -> None:
    assert full_day("Weekly sync, 12 March 2026, room 4") == date(2026, 3, 12)
    assert full_day("Weekly sync on 12 March") is None


@given(st.text(max_size=60), st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_any_text_is_read(text: str, today: date) -> None:
    for said in days_said(text, today):
        assert 0 <= said.start < said.end <= len(text)
