"""Danger words make a message urgent whoever reads it, and a denial of danger does not."""

from __future__ import annotations

import pytest

from steps.feedback.dangers import dangers, most_urgent


@pytest.mark.parametrize(
    ("text", "name", "urgency"),
    [
        ("The charger caught fire.", "injury", "critical"),
        ("It burned my hand", "injury", "critical"),
        ("I had to go to the hospital.", "injury", "critical"),
        ("My account was hacked", "data leak", "critical"),
        ("I can see other customers’ invoices", "data leak", "critical"),
        ("There are unauthorised charges", "fraud", "critical"),
        ("What a scam", "fraud", "critical"),
        ("The whole system is down", "outage", "critical"),
        ("My lawyer will write to you", "legal threat", "high"),
        ("We will sue", "legal threat", "high"),
        ("I am filing a chargeback", "chargeback", "high"),
        ("I disputed it with my bank", "chargeback", "high"),
    ],
)
def test_a_danger_is_named(text: str, name: str, urgency: str) -> None:
    assert [(danger.name, danger.urgency) for danger in dangers(text)] == [(name, urgency)]


@pytest.mark.parametrize(
    "text",
    [
        "No injuries, luckily.",
        "There was never any fraud here.",
        "I burned a CD of songs.",
        "The firewire port is fine.",
        "Sue from support was kind.",
        "We are a hospital with 200 beds.",
        "The volume goes down.",
        "Please ship it to the court house.",
    ],
)
def test_no_danger(text: str) -> None:
    assert dangers(text) == []


def test_each_danger_is_named_once_with_its_words() -> None:
    found = dangers("An outage, then another outage, and my lawyer asks why.")
    assert [(danger.name, danger.words) for danger in found] == [
        ("outage", "outage"),
        ("legal threat", "lawyer"),
    ]


def test_the_most_urgent_wins() -> None:
    assert most_urgent("low", "critical", "high") == "critical"
    assert most_urgent("low") == "low"
