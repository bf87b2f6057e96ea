"""The e-mail to the participants after a meeting, written by code from the checked items."""

from __future__ import annotations

from datetime import date

from steps.meetings.models import ActionItem, Decision, NextMeeting, OpenQuestion


def follow_up(
    *,
    title: str | None,
    day: date | None,
    gist: str,
    decisions: list[Decision],
    actions: list[ActionItem],
    questions: list[OpenQuestion],
    next_meeting: NextMeeting | None,
) -> str:
    """Plain text, subject first."""
    when = f" on {spelled(day)}" if day else ""
    asked = [f"{question.text} ({question.asked_by})" for question in questions if not question.answered]
    parts = [
        f"Subject: Notes: {title or 'our meeting'}{f', {day.isoformat()}' if day else ''}",
        "Hello everybody,",
        f"thank you for the meeting{when}. In short: {gist}",
        _list("Decisions", [decision.text for decision in decisions]),
        _list("Action items", [task(action) for action in actions]),
        _list("Open questions", asked),
        f"Next meeting: {next_meeting.text}" if next_meeting else "",
        "Please tell me if something is wrong or missing.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def task(action: ActionItem) -> str:
    """`Ana: send the offer (by Friday, that is Friday 13 March 2026)`."""
    due = ""
    if action.due_text:
        due = f" ({action.due_text}{f', that is {spelled(action.due_date)}' if action.due_date else ''})"
    return f"{action.owner or 'Unassigned'}: {action.task.rstrip('.')}{due}"


def spelled(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _list(title: str, lines: list[str]) -> str:
    return "\n".join([f"{title}:", *(f"- {line}" for line in lines)]) if lines else ""
