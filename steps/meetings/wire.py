"""What a reader is asked: an outline of the whole meeting, what stands in a window of turns, and one summary.

A model of the wire is legal for strict structured outputs: no defaults, no dictionaries, no lengths of strings. What
code can count or look up (participants, shares, offsets, who asked, which day is meant) is not asked.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from steps.core.models import Closed
from steps.meetings.models import Priority, Status

Confidence = Annotated[float, Field(ge=0, le=1)]


class Cite(Closed):
    """The words of one turn that prove a statement."""

    turn: Annotated[int, Field(ge=0, description="The number in front of the turn")]
    quote: Annotated[
        str, Field(description="Copied from that turn character by character, at least three words")
    ]


Cites = Annotated[list[Cite], Field(min_length=1, max_length=3)]


class WireTopic(Closed):
    title: Annotated[str, Field(description="Two to six words")]
    start_turn: Annotated[int, Field(ge=0, description="It ends where the next topic starts")]
    summary: str
    cites: Cites


class MeetingOutline(Closed):
    """A meeting in its topics."""

    title: Annotated[str | None, Field(description="What the meeting was for, if that is clear")]
    topics: Annotated[
        list[WireTopic], Field(max_length=16, description="In order; the first starts with turn 0")
    ]


class WirePoint(Closed):
    """Something that one participant brought in."""

    text: str
    cites: Cites


class WireDecision(Closed):
    text: str
    made_by: Annotated[str | None, Field(description="The participant who settles it; null when not clear")]
    rationale: str | None
    confidence: Confidence
    cites: Cites


class WireAction(Closed):
    task: Annotated[str, Field(description="Starts with a verb")]
    owner: Annotated[
        str | None, Field(description="A participant who took it on or was given it; null: nobody")
    ]
    due_text: Annotated[str | None, Field(description="When it is due, copied from a quote")]
    priority: Priority
    status: Status
    confidence: Confidence
    cites: Cites


class WireQuestion(Closed):
    text: str
    answered: bool
    cites: Cites


class WireRisk(Closed):
    text: str
    cites: Cites


class WireFigure(Closed):
    value: Annotated[str, Field(description="The number with its unit, copied from the quote")]
    what: str
    cites: Cites


class WireNextMeeting(Closed):
    text: str
    cites: Cites


class MeetingWindow(Closed):
    """What stands in a window of turns."""

    points: Annotated[list[WirePoint], Field(max_length=12)]
    decisions: Annotated[list[WireDecision], Field(max_length=12)]
    action_items: Annotated[list[WireAction], Field(max_length=15)]
    questions: Annotated[list[WireQuestion], Field(max_length=10)]
    risks: Annotated[list[WireRisk], Field(max_length=8)]
    key_quotes: Annotated[list[Cite], Field(max_length=4)]
    figures: Annotated[list[WireFigure], Field(max_length=10)]
    next_meeting: WireNextMeeting | None


class WireBullet(Closed):
    text: str
    ids: Annotated[list[str], Field(min_length=1, max_length=4, description="Of the items that carry it")]


class MeetingSummary(Closed):
    """A meeting in short."""

    gist: Annotated[str, Field(description="One or two sentences")]
    overview: Annotated[str, Field(description="One paragraph")]
    bullets: Annotated[list[WireBullet], Field(max_length=7, description="3 to 7")]
