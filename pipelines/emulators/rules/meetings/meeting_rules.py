"""The rules engine: answers the three questions about a meeting without a model, in English, and quotes its finds."""

from __future__ import annotations

from pipelines.emulators.rules.meetings import (
    actions,
    appointments,
    decisions,
    figures,
    meeting_questions,
    risks,
)
from pipelines.emulators.rules.meetings.language import salience
from pipelines.emulators.rules.meetings.language.sayings import sayings
from pipelines.emulators.rules.meetings.meeting_outline import outline
from steps.meetings.digest import read as read_digest
from steps.meetings.recap import summary
from steps.meetings.transcripts.numbered import read
from steps.meetings.wire import MeetingOutline, MeetingSummary, MeetingWindow, WirePoint

_POINTS = 8
_QUOTES = 3
_BEST = 12  # sentences from which quotes are taken


def outlined(document: str) -> MeetingOutline:
    """The topics of a whole meeting. The same document gives the same answer."""
    return outline(read(document))


def answer(document: str) -> MeetingWindow:
    """What stands in a window of turns."""
    seen = read(document)
    said = sayings(seen)
    telling = salience.ranked(said)
    return MeetingWindow(
        points=[
            WirePoint(text=saying.plain, cites=[saying.cite()])
            for saying in salience.different(telling, _POINTS)
        ],
        decisions=decisions.decisions(seen, said),
        action_items=actions.actions(seen, said),
        questions=meeting_questions.questions(seen, said),
        risks=risks.risks(said),
        key_quotes=[saying.cite() for saying in salience.different(telling[:_BEST], _QUOTES, most_of_one=1)],
        figures=figures.figures(said),
        next_meeting=appointments.next_meeting(said),
    )


def summarised(document: str) -> MeetingSummary:
    """The meeting in short, from what was found in it."""
    return summary(read_digest(document))
