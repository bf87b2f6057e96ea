"""When the same people meet again, in the words of whoever says it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.emulators.rules.meetings.language.phrase_patterns import phrases
from pipelines.emulators.rules.meetings.language.sayings import Saying
from steps.meetings.days import days_said
from steps.meetings.wire import WireNextMeeting

_AGAIN = phrases(
    r"""
    next (?:meeting|session|call|sync|stand-?up|check-?in|review)
    next one (?:is|will be) on
    meet(?:ing)?s? again
    meet (?:next|on|back|tomorrow)
    see (?:you|each other|everyone)(?: \w+)? (?:next|on|in|at|again|tomorrow|back)
    follow-?up (?:meeting|call)
    same time (?:next|again|tomorrow|on)
    come back (?:in|on|here)
    talk again (?:on|next|in)
    reconvene|start up again
    """
)
_TIME = phrases(
    r"""
    at \d{1,2}(?::\d\d)?(?:\s?[ap]\.?m\.?)?
    \d{1,2}(?::\d\d)?\s?(?:[ap]\.?m|o'clock)
    in (?:\w+ ){1,2}?(?:minutes|hours?)
    the (?:\w+teenth|\w+th|\w+first|\w+second|\w+third|first|second|third|\w+tieth)
    next (?:week|month|time)
    """
)
_ANY_DAY = date(2000, 1, 1)  # whether words name a day does not depend on today's
_PAST = phrases("last|was|were|had|before the|if|when|until the|for the")


def next_meeting(said: Sequence[Saying]) -> WireNextMeeting | None:
    """The last sentence that says when people meet again."""
    for saying in reversed(said):
        again = _AGAIN.search(saying.plain)
        if again is None or saying.question or saying.quoted or _PAST.search(saying.plain[: again.start()]):
            continue
        if any(said.day for said in days_said(saying.text, _ANY_DAY)) or _TIME.search(saying.plain):
            return WireNextMeeting(text=saying.plain, cites=[saying.cite()])
    return None
