"""The next meeting, by its words."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.meetings.appointments import next_meeting
from tests.unit.steps.meetings.conftest import Heard


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
