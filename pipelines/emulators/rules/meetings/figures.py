"""Numbers that matter, in digits or words, with what they measure: money, shares, sizes, spans of time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.emulators.rules.meetings.language.phrase_patterns import phrases
from pipelines.emulators.rules.meetings.language.sayings import Saying
from steps.core.text.numbers import COUNTS
from steps.core.text.patterns import compiled
from steps.meetings.wire import WireFigure

MOST = 8
_WORD = rf"(?:{'|'.join(COUNTS)}|hundred|thousand|million|billion|point|dot)"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,6}}(?:\.\d{{1,9}})?|\d{{1,20}}(?:\.\d{{1,9}})?|"
    rf"{_WORD}(?:(?:\s*-\s*|\s+(?:and\s+)?){_WORD}){{0,12}})"
)
_SCALE = r"(?:\s?(?:k|m|mn|bn|hundred|thousand|million|billion)\b)?"
_MONEY = rf"(?:euros?(?: (?:and )?{_NUMBER} (?:centimes?|cents?))?|dollars?|pounds?|bucks|francs|cents)\b"
_SHARE = r"(?:%|per\s?cent\b)"
_TIME = r"(?:milliseconds?|hours?|days?|weeks?|months?|years)\b"
_SIZE = (
    r"(?:k?hertz|[kmg]hz|(?:kilo|mega|giga|tera)bytes?|[kmgt]b|people|users?|customers?|seats?|tickets?|units?|"
    r"kilomet(?:er|re)s?|kilos?|tonnes?)\b"
)
_FIGURE = compiled(
    rf"[$€£]\s?\d[\d,.]{{0,30}}\d?{_SCALE}|\b{_NUMBER}{_SCALE}\s?(?:{_SHARE}|{_MONEY}|{_TIME}|{_SIZE})",
    re.IGNORECASE,
)
_IN_PASSING = phrases(
    r"(?:one|1)\s?\w+|(?:two|three|four|five|six|[2-6])\s?people", before=r"\A", after=r"\Z"
)
_ORDER = [compiled(kind, re.IGNORECASE) for kind in (rf"[$€£]|{_MONEY}", _SHARE, _SIZE, _TIME)]


def figures(said: Sequence[Saying]) -> list[WireFigure]:
    """At most eight, money and shares first; the same figure once, where it is first said."""
    found: dict[str, WireFigure] = {}
    for saying in said:
        for match in _FIGURE.finditer(saying.text):
            value = match.group().strip(" .,")
            if _IN_PASSING.match(value) or saying.quoted:
                continue
            figure = WireFigure(value=value, what=saying.plain, cites=[saying.cite()])
            found.setdefault(" ".join(value.lower().split()), figure)
    return sorted(found.values(), key=_rank)[:MOST]


def _rank(figure: WireFigure) -> tuple[int, int]:
    return next(n for n, kind in enumerate(_ORDER) if kind.search(figure.value)), figure.cites[0].turn
