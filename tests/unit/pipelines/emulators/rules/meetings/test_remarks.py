"""Risks, figures and the next meeting, by their words."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.meetings.appointments import next_meeting
from pipelines.emulators.rules.meetings.figures import figures
from pipelines.emulators.rules.meetings.risks import risks
from tests.unit.steps.meetings.conftest import Heard


@pytest.mark.parametrize(
    ("line", "risky"),
    [
        ("The main risk is that the audit slips into June.", True),
        ("I'm a bit worried about the battery of the older phones.", True),
        ("The problem is that the walls absorb the infrared light.", True),
        ("We might run out of money before the summer release.", True),
        ("There is no risk for the customers of the bank.", False),
        ("Is there a risk that the audit slips into June?", False),
        ("The audit is going well and ends in June.", False),
        ("A risk.", False),
    ],
)
def test_risks(heard: Heard, line: str, risky: bool) -> None:
    _, said = heard(f"Ana: {line}\nTom: Hm.\nAna: So.")
    assert [risk.text for risk in risks(said)] == ([line] if risky else [])


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


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("The next meeting is on Thursday, March 19, at ten.", True),
        ("Let's meet again next Tuesday at 10.", True),
        ("I'll see you guys in thirty minutes .", True),
        ("The next meeting will be long and boring for all.", False),
        ("Was the next meeting on Thursday or on Friday?", False),
        ("People speak at the same time in the meeting.", False),
    ],
)
def test_the_next_meeting(heard: Heard, line: str, found: bool) -> None:
    _, said = heard(f"Ana: {line}\nTom: Bye.\nAna: Bye.")
    assert (next_meeting(said) is not None) is found
