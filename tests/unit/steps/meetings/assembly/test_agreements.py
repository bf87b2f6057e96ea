"""Decisions and action items: names and days are shown or left out, never guessed; what is one thing comes once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from steps.meetings.assembly import agreements
from steps.meetings.assembly.grounding import TranscriptGrounding
from steps.meetings.transcripts.transcript import written
from steps.meetings.wire import Cite, MeetingWindow, WireAction
from tests.unit.steps.meetings.conftest import Assemble

PRICE = {"turn": 36, "quote": "Let's go with 7.90 euros for the family plan"}
PLAN = {"turn": 19, "quote": "Jonas, can you update the release plan by Friday?"}


def action(**changes: Any) -> dict[str, Any]:
    given = {"task": "Update the release plan", "owner": "Jonas Okafor", "due_text": "by Friday", "priority": "normal",
             "status": "new", "confidence": 0.9, "cites": [PLAN]}  # fmt: skip
    return {**given, **changes}


def decision(**changes: Any) -> dict[str, Any]:
    given = {"text": "The family plan costs 7.90 euros", "made_by": "Maren Holt", "rationale": None, "confidence": 0.9,
             "cites": [PRICE]}  # fmt: skip
    return {**given, **changes}


@pytest.mark.parametrize(
    ("owner", "resolved"),
    [
        ("Jonas Okafor", "Jonas Okafor"),
        ("Jonas", "Jonas Okafor"),
        ("okafor", "Jonas Okafor"),
        ("Henrik", None),
        (None, None),
    ],
)
def test_an_owner_is_a_participant_or_nobody(
    assemble: Assemble, owner: str | None, resolved: str | None
) -> None:
    result, checks = assemble(action_items=[action(owner=owner)])
    assert result.action_items[0].owner == resolved
    assert checks["owners_are_participants"].passed is (owner != "Henrik")


@pytest.mark.parametrize(
    ("day", "due", "text", "due_date"),
    [
        (date(2026, 3, 12), "by Friday", "by Friday", date(2026, 3, 13)),
        (date(2026, 3, 12), "BY FRIDAY", "by Friday", date(2026, 3, 13)),
        (None, "by Friday", "by Friday", None),
        (date(2026, 3, 12), "by Monday", None, None),
        (date(2026, 3, 12), "the release plan", "the release plan", None),
        (date(2026, 3, 12), None, None, None),
    ],
)
def test_a_due_date_stands_in_the_evidence_and_needs_the_meetings_day(
    assemble: Assemble, day: date | None, due: str | None, text: str | None, due_date: date | None
) -> None:
    result, checks = assemble(day=day, action_items=[action(due_text=due)])
    assert (result.action_items[0].due_text, result.action_items[0].due_date) == (text, due_date)
    assert checks["due_in_evidence"].passed is (due != "by Monday")
    assert checks["due_dates"].passed is (day is not None)


def test_a_day_before_the_meeting_is_no_due_date(assemble: Assemble) -> None:
    cite = {"turn": 48, "quote": "The oldest one is from the second of February."}
    result, _ = assemble(action_items=[action(due_text="the second of February", cites=[cite])])
    assert result.action_items[0].due_date is None


def test_who_decides_must_speak_in_the_evidence(assemble: Assemble) -> None:
    result, checks = assemble(
        decisions=[decision(), decision(text="The price is 7.90 euros", made_by="Teo Lindqvist")]
    )
    assert [item.made_by for item in result.decisions] == ["Maren Holt", None]
    assert not checks["decided_by_speaker"].passed


def test_the_same_thing_of_two_windows_is_one(assemble: Assemble) -> None:
    result, _ = assemble(
        action_items=[action(), action(task="Update the plan of the release", confidence=0.4)]
    )
    assert [item.task for item in result.action_items] == ["Update the release plan"]


def test_the_same_task_of_two_people_is_two(assemble: Assemble) -> None:
    other = {"turn": 27, "quote": "I will rewrite the help pages by the end of next week."}
    items = [action(), action(owner="Priya Raman", due_text=None, cites=[other])]
    assert {item.owner for item in assemble(action_items=items)[0].action_items} == {
        "Jonas Okafor",
        "Priya Raman",
    }


def test_the_same_words_for_two_days_are_two_tasks(assemble: Assemble) -> None:
    look = {"turn": 51, "quote": "I'll look into the mail signing this week."}
    fix = {"turn": 55, "quote": "Okay, I'll fix the mail signing tomorrow morning."}
    items = [
        action(task="Look into the mail signing", due_text="this week", cites=[look]),
        action(task="Fix the mail signing", due_text="tomorrow morning", cites=[fix]),
    ]
    assert len(assemble(action_items=items)[0].action_items) == 2


def test_at_most_fifteen_action_items_the_surest_first() -> None:
    subjects = "roof door lamp desk wall pipe sink oven rug shelf vase clock mirror fence gate bench stove lock".split()  # noqa: SIM905
    said = [
        ("Ana", f"I will repair the old {subject} in house number {n}.", None, None)
        for n, subject in enumerate(subjects)
    ]
    transcript = written([*said, ("Tom", "Thank you for all of that.", None, None)])
    actions = [
        WireAction(task=f"Repair the old {subject}", owner="Ana", due_text=None, priority="normal", status="new",
                   confidence=n / 20, cites=[Cite(turn=n, quote=said[n][1])])
        for n, subject in enumerate(subjects)
    ]  # fmt: skip
    empty: dict[str, list[Any]] = {
        "points": [],
        "decisions": [],
        "questions": [],
        "risks": [],
        "key_quotes": [],
        "figures": [],
    }
    ground = TranscriptGrounding(transcript, None)
    windows = [
        MeetingWindow.model_validate({**empty, "next_meeting": None, "action_items": half})
        for half in (actions[:9], actions[9:])
    ]
    kept = agreements.actions(ground, windows)
    assert (len(kept), ground.repairs.capped_actions) == (15, 3)
    assert kept[0].task == "Repair the old lock"
