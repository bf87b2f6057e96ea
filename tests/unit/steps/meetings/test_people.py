"""Who takes part, how much they speak, and which of them a name means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.meetings.people import participants, person
from steps.meetings.transcripts.transcript import written

NAMES = ["Ana Ruiz", "Tom Becker", "Tom Lind", "Dr. Wei Chen", "Project Manager"]


def test_counts_in_order_of_the_first_turn() -> None:
    said = [
        ("Tom", "Is it on? Can you hear me?", None, None),
        ("Ana", "Yes.", None, None),
        ("Tom", "[laughs]", None, None),
    ]
    tom, ana = participants(written(said))
    assert (tom.name, tom.turns, tom.words, tom.questions) == ("Tom", 2, 7, 2)
    assert (ana.name, ana.turns, ana.words, ana.talk_share) == ("Ana", 1, 1, 0.125)


@given(st.lists(st.integers(min_value=0, max_value=400), min_size=1, max_size=12).filter(any))
def test_shares_add_up_to_one(counts: list[int]) -> None:
    people = participants(written([(f"P{n}", "word " * count, None, None) for n, count in enumerate(counts)]))
    assert sum(round(who.talk_share * 10_000) for who in people) == 10_000


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("Ana Ruiz", "Ana Ruiz"),
        ("ana", "Ana Ruiz"),
        ("Ruiz", "Ana Ruiz"),
        ("Ms. Ruiz", "Ana Ruiz"),
        ("Wei Chen", "Dr. Wei Chen"),
        ("Professor Chen", "Dr. Wei Chen"),
        ("project manager", "Project Manager"),
        ("Tom Lind", "Tom Lind"),
    ],
)
def test_a_participant(name: str, whole: str) -> None:
    assert person(name, NAMES) == whole


@pytest.mark.parametrize("name", ["Tom", "Henrik", "", None, "the two of you", "Ana and Tom"])
def test_nobody_in_particular(name: str | None) -> None:
    assert person(name, NAMES) is None
