"""Open questions: put off, stated as open, or taken up by nobody; answered ones and small talk are left out."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.meetings.meeting_questions import questions
from tests.unit.steps.meetings.conftest import Heard


def read(heard: Heard, lines: str) -> list[str]:
    seen, said = heard(f"{lines}\nZoe: ...\nZoe: ...")
    return [question.text for question in questions(seen, said)]


@pytest.mark.parametrize(
    "lines",
    [
        "Ana: Does anybody know whether the review takes longer at Easter?\nTom: I don't know.",
        "Ana: Who can pay for the second server in summer?\nTom: We'll have to wait for the budget.",
        "Ana: Why did the old server break in March?\nTom: Hmm.",
        "Ana: We don't know yet whether there is money for the server.\nTom: Right, let us go on then.",
        "Ana: The question is what the landlord wants to have.\nTom: Right, let us go on then.",
    ],
)
def test_an_open_question(heard: Heard, lines: str) -> None:
    assert len(read(heard, lines)) == 1


@pytest.mark.parametrize(
    "lines",
    [
        "Ana: How many users have such a phone today?\nTom: About eleven percent of them.",
        "Ana: Does the server run in Berlin or Vienna?\nTom: Yes.",
        "Ana: Can all of you hear me well today?\nTom: Hm.",
        "Ana: What did you say about the server again?\nTom: Hm.",
        "Ana: Right?\nTom: I don't know.",
        "Ana: How do we pay for the server? I think we take it from the travel budget of May.\nTom: Hm.",
    ],
)
def test_no_open_question(heard: Heard, lines: str) -> None:
    assert read(heard, lines) == []


def test_at_most_eight_those_put_off_first(heard: Heard) -> None:
    ignored = "\n".join(f"Ana: Who of you has read chapter {n} of the book?\nTom: Hm." for n in range(9))
    found = read(heard, f"{ignored}\nAna: Who can pay for the second server?\nTom: I don't know.")
    assert len(found) == 8
    assert "Who can pay for the second server?" in found
