"""Figures, by their words."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.meetings.figures import figures
from tests.unit.steps.meetings.conftest import Heard


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("It costs 7.90 euros a month.", ["7.90 euros"]),
        ("The price is twenty five Euros , I think .", ["twenty five Euros"]),
        ("not more than twelve Euros and fifty centimes in all", ["twelve Euros and fifty centimes"]),
        ("They pay $1,200.50 or €3k.", ["$1,200.50", "€3k"]),
        ("In May 62 percent and then 35 % said yes.", ["62 percent", "35 %"]),
        ("The delay is two hundred and twenty milliseconds.", ["two hundred and twenty milliseconds"]),
        ("It needs eight working days and 3 weeks of tests.", ["3 weeks"]),
        ("We have four million users in Spain.", ["four million users"]),
        ("One day two people asked me one thing.", []),
        ("We are on page 12 of the deck.", []),
    ],
)
def test_figures(heard: Heard, line: str, values: list[str]) -> None:
    _, said = heard(f"Ana: {line}\nTom: Hm.\nAna: So.")
    assert [figure.value for figure in figures(said)] == values


def test_money_comes_before_spans_of_time(heard: Heard) -> None:
    _, said = heard("Ana: It takes 3 weeks.\nTom: It costs 40 euros.\nAna: Again it takes 3 weeks.")
    assert [figure.value for figure in figures(said)] == ["40 euros", "3 weeks"]
