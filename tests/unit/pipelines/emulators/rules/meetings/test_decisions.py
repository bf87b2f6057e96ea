"""Decisions: what is said to be settled, and what others agree to; proposals, hopes and old news are none."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.meetings.decisions import decisions
from steps.meetings.wire import WireDecision
from tests.unit.steps.meetings.conftest import Heard


def read(heard: Heard, lines: str) -> list[WireDecision]:
    return decisions(*heard(f"{lines}\nZoe: Next slide then.\nZoe: ..."))


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("Ana: We decided to postpone the launch to May.", "We decided to postpone the launch to May."),
        ("Ana: So um we 've decided not to use L_C_D_ .", "We've decided not to use L_C_D_."),
        ("Ana: So we just decide not to use the display.", "We just decide not to use the display."),
        ("Ana: It has been decided that remote work stays.", "It has been decided that remote work stays."),
        ("Ana: The final decision is to hire two people.", "The final decision is to hire two people."),
        ("Ana: Okay, let's go with the second vendor.", "Let's go with the second vendor."),
        ("Ana: We'll go with option B for the logo.", "We'll go with option B for the logo."),
        ("Ana: Let's use the blue logo then.\nTom: Sounds good.", "Let's use the blue logo."),
        ("Ana: We won't raise the price this year.\nTom: Agreed.", "We won't raise the price this year."),
        ("Ana: Agreed. We won't renew the contract.", "We won't renew the contract."),
        ("Ana: Okay. Then we move the release to April.\nTom: Fine by me.", "We move the release to April."),
        ("Ana: I think we should skip the titanium case.\nTom: Yeah.", "We should skip the titanium case."),
        (
            "Ana: We decided to take the rubber case?\nTom: Yes, rubber.",
            "We decided to take the rubber case.",
        ),
        ("Ana: The amendment is carried.", "The amendment is carried."),
    ],
)
def test_a_decision(heard: Heard, lines: str, text: str) -> None:
    [decision] = read(heard, lines)
    assert (decision.text, decision.made_by, decision.cites[0].turn) == (text, "Ana", 0)


@pytest.mark.parametrize(
    "lines",
    [
        "Ana: We have to decide on the vendor today.",
        "Ana: We have not decided on the vendor yet.",
        "Ana: Hopefully we will decide on the vendor next month.",
        "Ana: If we decided to postpone the launch, they would leave.",
        "Ana: The market has decided otherwise, I am afraid.",
        "Ana: We agreed last time to revisit the pricing page.",
        "Ana: I agreed with Tom about the pricing page.",
        "Ana: Let's use the blue logo then.",
        "Ana: Let's use the blue logo then.\nTom: No, it is ugly.",
        "Ana: Let's start with the numbers.\nTom: Okay.",
        "Ana: Let's do the introduction round.\nTom: Okay.",
        "Ana: Maybe we could use the blue logo, if they like it.\nTom: Yes.",
        "Ana: On the energy, well, we decided.",
        "Ana: Should we decide to ship it now?",
        "Ana: When we decide on the case, marketing hears of it.",
        "Ana: I think we should use soft materials.\nTom: Yeah.",
        "Ana: We are agreed that the first step is",
        'Ana: They said " we decided to close the office " and left.',
    ],
)
def test_no_decision(heard: Heard, lines: str) -> None:
    assert read(heard, lines) == []


def test_statements_count_once_decisions_are_listed(heard: Heard) -> None:
    said = "Tom: The casing is curved, single-curved.\nAna: Okay, single-curved."
    assert read(heard, f"Ana: Good morning to you.\n{said}") == []
    [decision] = read(heard, f"Ana: Can you give us a summary of all the decisions?\n{said}")
    assert (decision.text, decision.made_by) == ("The casing is curved, single-curved.", "Tom")


def test_the_reason_is_taken_from_the_sentence(heard: Heard) -> None:
    [decision] = read(heard, "Ana: We decided to wait until May because the audit is not finished.")
    assert decision.rationale == "The audit is not finished"
    [decision] = read(heard, "Ana: We decided to wait until May.")
    assert decision.rationale is None


def test_who_agrees_is_cited(heard: Heard) -> None:
    [decision] = read(heard, "Ana: Let's go with the second vendor.\nTom: Yes, that works for me.")
    assert [cite.turn for cite in decision.cites] == [0, 1]
    assert decision.confidence == 0.95
