"""Action items by their words: who promises, asks or is told, when it is due, and what only sounds like a task."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.meetings.actions import actions
from steps.meetings.wire import WireAction
from tests.unit.steps.meetings.conftest import Heard

People = "Ana Ruiz: Good morning.\nTom Becker: Morning.\nLee Wong: Hi."


def read(heard: Heard, lines: str) -> list[WireAction]:
    return actions(*heard(f"{People}\n{lines}"))


@pytest.mark.parametrize(
    ("lines", "task", "owner", "due"),
    [
        ("Ana Ruiz: I'll send the report to finance by Monday.", "Send the report to finance", "Ana Ruiz", "by Monday"),
        ("Ana Ruiz: So um I 'm gonna delete the the files .", "Delete the files", "Ana Ruiz", None),
        ("Ana Ruiz: I need to call the printers today.", "Call the printers", "Ana Ruiz", "today"),
        ("Ana Ruiz: Tom, please send the report to finance.", "Send the report to finance", "Tom Becker", None),
        ("Ana Ruiz: Can you send me the link, Tom?\nTom Becker: Sure.", "Send me the link", "Tom Becker", None),
        ("Ana Ruiz: Can you send me the link by Friday, Tom?", "Send me the link", "Tom Becker", "by Friday"),
        ("Ana Ruiz: Could you book the room?\nLee Wong: Sure, I can do that.", "Book the room", "Lee Wong", None),
        ("Ana Ruiz: Could somebody book the room?\nLee Wong: Yes.", "Book the room", None, None),
        ("Ana Ruiz: Don't forget to send the report by Friday.", "Send the report", None, "by Friday"),
        ("Ana Ruiz: Lee will prepare the demo for Thursday.", "Prepare the demo", "Lee Wong", "for Thursday"),
        ("Ana Ruiz: Tom, you need to check the budget by Friday.", "Check the budget", "Tom Becker", "by Friday"),
        ("Ana Ruiz: I think Henrik will send the budget by May 2.", "Send the budget", None, "by May 2"),
        ("Ana Ruiz: Action item for Lee: draft the new page.", "Draft the new page", "Lee Wong", None),
        ("Ana Ruiz: Action item: Tom to update the wiki.", "Tom to update the wiki", "Tom Becker", None),
        ("Ana Ruiz: Everyone needs to submit their hours by Friday.", "Submit their hours", None, "by Friday"),
        ("Ana Ruiz: We should write to Jo by Friday.\nTom Becker: Yes, agreed.", "Write to Jo", None, "by Friday"),
        ("Ana Ruiz: Let me check with Sara tomorrow.", "Check with Sara", "Ana Ruiz", "tomorrow"),
        ("Ana Ruiz: I'll ask Jo and let you know next week.", "Ask Jo and let you know", "Ana Ruiz", "next week"),
    ],
)  # fmt: skip
def test_a_task(heard: Heard, lines: str, task: str, owner: str | None, due: str | None) -> None:
    [action] = read(heard, lines)
    assert (action.task, action.owner, action.due_text) == (task, owner, due)
    assert (action.status, action.priority) == ("new", "normal")
    assert action.cites[0].turn == 3


@pytest.mark.parametrize(
    "line",
    [
        "I'll share my screen so that you see the numbers.",
        "I'll come to that later in my presentation.",
        "I'll make one more point about the price.",
        "I have to ask you a question about the price.",
        "I'm going to take a quick look at the log right now.",
        "I sent the invoice to Acme yesterday.",
        "If we had more people we might build the app ourselves.",
        "Should I send it to the mailing list?",
        "Do you think I should send it to the list",
        "You have to keep it under twelve euros.",
        "People need to check the price before they buy.",
        "Try to create something that people want.",
        "We should write to the landlord, perhaps.",
        "Let's meet again next Tuesday at ten.",
        'They say " I will send you the money tomorrow " and then nothing comes.',
        "Can you confirm that the school will stay open, Tom?",
        "Tom, could you update us on the progress of the school?",
        "I'll bring Lynne Neagle in on this question.",
        "Could somebody book the room?",
        "I need to call the printers.",
        "We should write to the landlord.",
        "I think Henrik will send the budget.",
        "Will you send it or will Tom send it to them?",
        "I don't think I'll send the report by Friday.",
        "I'll send nothing to finance by Friday.",
        "Nobody said that I will update the wiki by Monday.",
        "If they ask, I'll send the report on Monday.",
        "We decided not to let Tom write to the landlord, so I will not write to him.",
        "That is a hard task, because it is really noisy.",
    ],
)
def test_no_task(heard: Heard, line: str) -> None:
    assert read(heard, f"Ana Ruiz: {line}") == []


def test_what_is_refused_is_less_sure_than_what_is_taken_on(heard: Heard) -> None:
    taken = read(heard, "Ana Ruiz: Could you book the room?\nLee Wong: Sure, I'll book it.")
    assert read(heard, "Ana Ruiz: Could you book the room?\nLee Wong: No, I am away.") == []
    assert taken[0].confidence == 0.8


def test_who_accepts_is_cited(heard: Heard) -> None:
    [action] = read(heard, "Ana Ruiz: Could you book the room?\nLee Wong: Sure, I'll book it.")
    assert [(cite.turn, cite.quote) for cite in action.cites] == [
        (3, "Could you book the room?"),
        (4, "Sure, I'll book it."),
    ]


def test_priority_and_status(heard: Heard) -> None:
    lines = (
        "Ana Ruiz: I'll call the bank as soon as possible.\n"
        "Tom Becker: I'll rewrite the wiki page at some point, no rush.\n"
        "Lee Wong: We still need to fix the login bug by Friday."
    )
    high, low, carried = read(heard, lines)
    assert (high.priority, low.priority, carried.status) == ("high", "low", "carried")


def test_roles_in_small_letters_are_participants(heard: Heard) -> None:
    lines = (
        "Project Manager: The industrial designer will prepare the working design.\n"
        "Industrial Designer: Okay.\nProject Manager: Good."
    )
    [action] = actions(*heard(lines))
    assert (action.task, action.owner) == ("Prepare the working design", "Industrial Designer")


def test_at_most_fifteen_the_surest(heard: Heard) -> None:
    weak = "\n".join(f"Ana Ruiz: I'll call customer number {n}." for n in range(20))
    strong = "\n".join(f"Tom Becker: I'll send letter number {n} by Friday." for n in range(10))
    found = read(heard, f"{weak}\n{strong}")
    assert len(found) == 15
    assert sum(action.owner == "Tom Becker" for action in found) == 10
    assert [action.cites[0].turn for action in found] == sorted(action.cites[0].turn for action in found)
