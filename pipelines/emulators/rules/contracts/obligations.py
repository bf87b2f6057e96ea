"""What a party must do, and by when, how often and upon what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.emulators.rules.contracts.clause_subjects import mutual, subject
from steps.contracts.text.dates import date_mentions
from steps.contracts.text.units import Unit
from steps.core.text.patterns import compiled

_DUTY = compiled(
    r"(?:shall|will|must)(?! (?:not )?(?:be(?! (?:solely )?(?:responsible|required|obligated))|remain|inure|become"
    r"|belong|have|mean|constitute|survive|terminate|include|apply|expire|commence|continue|occur|accrue)\b)\b"
    r"|agrees? (?:to|that (?:it|they) (?:shall|will))\b|undertakes? to\b|covenants? (?:to|that)\b"
    r"|is (?:required|obligated) to\b|is (?:solely )?responsible for\b"
)
_RECURRENCE = (
    ("daily", r"\b(?:daily basis|each day|every day)\b"),
    ("weekly", r"\b(?:weekly(?: basis)?(?=[,. ])(?! \w+ (?:fee|rate))|(?:each|every) week)\b"),
    (
        "monthly",
        (
            r"\b(?:monthly basis|monthly(?=[,.;)]| (?:in|by|on|to|based|thereafter))|(?:each"
            r"|every) (?:calendar )?month|end of (?:each|every|the) month)\b"
        ),
    ),
    (
        "quarterly",
        (
            r"\b(?:quarterly basis|quarterly(?=[,.;)]| (?:in|by|on|to|thereafter))|(?:each"
            r"|every) (?:calendar |fiscal )?quarter)\b"
        ),
    ),
    ("twice a year", r"\b(?:semi-?annually|every six (?:\(6\) )?months|twice (?:a|each|per) year)\b"),
    (
        "yearly",
        (
            r"\b(?:annually|yearly basis|annual basis|(?:each|every) (?:calendar |fiscal |contract "
            r"|license )?year|per annum|once a year)\b"
        ),
    ),
)
_TRIGGER = compiled(
    r"\b(?P<after>(?:within|no later than|not later than|at least"
    r"|no less than)\b[^,;]{0,40}\b(?:days?|months?|weeks?|hours?|years?)\b[^,;.]{0,70})"
    r"|^(?:\S+ )?(?P<before>(?:upon|if|in the event|following|after|when|whenever"
    r"|promptly (?:upon|after|following)|immediately (?:upon|after|following))\b[^,;]{5,120}),"
    r"|\b(?P<upon>(?:upon|following|after) (?:the )?(?:receipt|request|termination|expiration"
    r"|execution|delivery|completion|notice|written request)\b[^,;.]{0,60})",
    re.IGNORECASE,
)
_BY = compiled(r"\b(?:by|before|on or before|no later than|not later than|until)\s*$", re.IGNORECASE)
_LONGEST = 280  # characters of a duty


@dataclass(frozen=True)
class Duty:
    """`points`: how definite the duty is; the most definite are shown."""

    unit: Unit
    party: str
    duty: str
    deadline: date | None
    recurrence: str | None
    trigger: str | None
    points: int


def duties(units: list[Unit], most: int) -> list[Duty]:
    """The `most` most definite duties of one named party, in the contract's order."""
    found = [duty for unit in units if (duty := _duty(unit))]
    chosen = sorted(found, key=lambda duty: (-duty.points, duty.unit.start))[:most]
    return sorted(chosen, key=lambda duty: duty.unit.start)


def _duty(unit: Unit) -> Duty | None:
    text = unit.text
    who = subject(text)
    if who is None or mutual(text[: who[1] + 40]) or not (40 <= len(text) <= 1200):
        return None
    verb = _DUTY.match(text, who[1])
    if verb is None:
        return None
    deadline = next((m.day for m in date_mentions(text) if m.day and _BY.search(text[: m.start])), None)
    recurrence = next((name for name, words in _RECURRENCE if re.search(words, text, re.IGNORECASE)), None)
    match = _TRIGGER.search(text)
    trigger = next((" ".join(group.split()) for group in match.groups() if group), None) if match else None
    points = (
        4 * bool(deadline)
        + 3 * bool(trigger)
        + 2 * bool(recurrence)
        + 2 * bool(re.search(r"\bpay|[$€£]", text))
    )
    return Duty(unit, who[0], _short(text[who[1] :]), deadline, recurrence, trigger, points)


def _short(text: str) -> str:
    """At most _LONGEST characters, cut between words."""
    if len(text) <= _LONGEST:
        return text.rstrip(" .;")
    return text[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,.;") + " …"
