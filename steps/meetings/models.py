"""The result of meeting-summarizer. Counts, shares, offsets, dates and speakers come from code, never from a model."""

from __future__ import annotations

from datetime import date as Date
from typing import Annotated, Literal

from pydantic import Field

from steps.core.models import Closed, Evidence

Priority = Literal["low", "normal", "high"]
Status = Literal["new", "carried", "done"]
Proof = Annotated[
    list[Evidence],
    Field(
        min_length=1,
        description="`turn` counts from 0; start and end count characters of the document or, where the meeting came "
        "as turns, of the artifact `transcript`",
    ),
]


class Participant(Closed):
    """Somebody who speaks. `talk_share` is of all words; the shares add up to 1."""

    name: str
    turns: int = Field(ge=1)
    words: int = Field(ge=0)
    talk_share: float = Field(ge=0, le=1)
    questions: int = Field(ge=0)


class Bullet(Closed):
    text: str
    evidence: Proof


class Summary(Closed):
    gist: str = Field(description="One or two sentences")
    overview: str
    bullets: list[Bullet]


class Topic(Closed):
    """A stretch of the meeting. Together the topics cover every turn once."""

    title: str
    start_turn: int = Field(ge=0)
    end_turn: int = Field(ge=0, description="Its last turn")
    summary: str
    evidence: Proof


class Decision(Closed):
    text: str
    made_by: str | None = Field(description="A participant who says it in the evidence; null: not clear who")
    rationale: str | None
    evidence: Proof


class ActionItem(Closed):
    task: str
    owner: str | None = Field(description="A participant; null: unassigned, never guessed")
    due_text: str | None = Field(description="When, in the words of the evidence")
    due_date: Date | None = Field(description="The one day that due_text means, from the meeting's date on")
    priority: Priority
    status: Status
    evidence: Proof


class OpenQuestion(Closed):
    text: str
    asked_by: str
    answered: bool
    evidence: Proof


class Risk(Closed):
    text: str
    evidence: Proof


class KeyQuote(Closed):
    speaker: str
    evidence: Proof


class Contribution(Closed):
    """What one participant brought in; every turn of the evidence is theirs."""

    name: str
    contributions: list[str]
    evidence: Proof


class Figure(Closed):
    value: str = Field(description="As said in the evidence")
    what: str
    evidence: Proof


class NextMeeting(Closed):
    text: str
    date: Date | None
    evidence: Proof


class MeetingResult(Closed):
    title: str | None
    meeting_date: Date | None = Field(description="From the event, else from the transcript")
    duration_s: int | None = Field(description="From the transcript's times; null without them")
    participants: list[Participant]
    summary: Summary
    topics: list[Topic]
    decisions: list[Decision]
    action_items: list[ActionItem] = Field(description="Surest first, at most 15")
    open_questions: list[OpenQuestion]
    risks: list[Risk]
    key_quotes: list[KeyQuote]
    per_speaker: list[Contribution]
    figures: list[Figure]
    next_meeting: NextMeeting | None
    follow_up_email: str = Field(description="Written by code from the lists above; nothing else is in it")
