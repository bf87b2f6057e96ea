"""Risks, by their words."""

from __future__ import annotations

import pytest

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
