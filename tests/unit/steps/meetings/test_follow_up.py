"""The e-mail after a meeting: what was found, and nothing else."""

from __future__ import annotations

from datetime import date

from steps.core.models import Evidence
from steps.meetings.follow_up import follow_up, spelled, task
from steps.meetings.models import ActionItem, Decision, NextMeeting, OpenQuestion

PROOF = [Evidence(quote="I'll order the tent.", start=0, end=20, turn=0)]


def action(owner: str | None, due_text: str | None, due_date: date | None) -> ActionItem:
    return ActionItem(
        task="Order the tent.", owner=owner, due_text=due_text, due_date=due_date, priority="normal", status="new",
        evidence=PROOF,
    )  # fmt: skip


def test_a_task_with_its_day() -> None:
    assert task(action("Ana", "by Friday", date(2026, 3, 13))) == (
        "Ana: Order the tent (by Friday, that is Friday 13 March 2026)"
    )
    assert task(action(None, "soon", None)) == "Unassigned: Order the tent (soon)"
    assert task(action("Ana", None, None)) == "Ana: Order the tent"


def test_the_whole_mail() -> None:
    mail = follow_up(
        title="Fair",
        day=date(2026, 3, 12),
        gist="We buy a tent.",
        decisions=[Decision(text="We buy a tent.", made_by=None, rationale=None, evidence=PROOF)],
        actions=[action("Ana", None, None)],
        questions=[
            OpenQuestion(text="Who pays?", asked_by="Tom", answered=False, evidence=PROOF),
            OpenQuestion(text="Where?", asked_by="Tom", answered=True, evidence=PROOF),
        ],
        next_meeting=NextMeeting(text="On Monday.", date=None, evidence=PROOF),
    )
    assert mail == (
        "Subject: Notes: Fair, 2026-03-12\n\nHello everybody,\n\n"
        "thank you for the meeting on Thursday 12 March 2026. In short: We buy a tent.\n\n"
        "Decisions:\n- We buy a tent.\n\nAction items:\n- Ana: Order the tent\n\nOpen questions:\n- Who pays? (Tom)\n\n"
        "Next meeting: On Monday.\n\nPlease tell me if something is wrong or missing.\n"
    )


def test_an_empty_meeting_has_a_short_mail() -> None:
    mail = follow_up(
        title=None, day=None, gist="Nothing.", decisions=[], actions=[], questions=[], next_meeting=None
    )
    assert mail.startswith("Subject: Notes: our meeting\n\n")
    assert "Decisions" not in mail


def test_a_day_in_words() -> None:
    assert spelled(date(2026, 3, 2)) == "Monday 2 March 2026"
