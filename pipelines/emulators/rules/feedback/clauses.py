"""What a customer wrote, cut where one opinion ends and the next may begin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from steps.core.text.patterns import compiled
from steps.core.text.spans import Span, trimmed

_SUBJECT = (
    r"(?:i|we|it|its|they|he|she|you|the|my|your|our|this|that|these|those|there|nobody|no one|support|customer|"
    r"delivery|service|staff|shipping|everything|nothing)\b"
)
_TURN = (  # read verbosely: a space is [ ]
    r"(?:(?<!anything[ ])(?<!nothing[ ])but|however|nevertheless|nonetheless|on[ ]the[ ]other[ ]hand|otherwise|"
    r"(?<=,[ ])yet|(?<=and[ ])yet)"
)
_CONCESSION = (
    r"(?:although|though|even[ ]though|while|whereas|despite|in[ ]spite[ ]of|except|apart[ ]from|even[ ]if)"
)
_CUT = compiled(
    rf"""(?P<stop>(?<![.!?;])[.!?;\n]+["')\]]*(?=\s|$)|\n+|\s[-–—]+\s|[:—](?=\s))
    | (?P<turn>,?\s*\b{_TURN}\b,?\s*)
    | (?P<concession>,?\s*\b{_CONCESSION}\b\s*)
    | (?P<and>,?\s+(?:and|so|because|which|then|plus)\s+(?={_SUBJECT}))
    | (?P<comma>,\s+)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Clause:
    """`weight`: how much it says about the whole; what follows a `but` says more than what precedes it."""

    span: Span
    sentence: int
    weight: float
    asks: bool


def clauses(text: str) -> list[Clause]:
    """The clauses of a text in order; together they hold all its words but the connecting ones."""
    found: list[Clause] = []
    sentence, start, weight = 0, 0, 1.0
    for cut in [*_CUT.finditer(text), None]:
        end = cut.start() if cut else len(text)
        span = trimmed(text, start, end)
        if span.end > span.start:
            asks = bool(cut and cut["stop"] and "?" in cut["stop"])
            found.append(Clause(span, sentence, weight, asks))
        if cut is None:
            break
        start = cut.end()
        if cut["stop"]:
            ends = (
                cut.group().strip() not in (":", "-", "–", "—") and found and found[-1].sentence == sentence
            )
            sentence, weight = sentence + bool(ends), 1.0
        elif cut["turn"]:
            found = [_lighter(clause) if clause.sentence == sentence else clause for clause in found]
            weight = 1.25
        elif cut["concession"]:
            weight = 0.75
        elif cut["comma"] and weight == 0.75:
            weight = 1.0
    return found


def _lighter(clause: Clause) -> Clause:
    return Clause(clause.span, clause.sentence, 0.75 * clause.weight, clause.asks)
