"""Days as people say them in meetings: where they stand in a sentence, and which day they mean.

`by Friday` is the next Friday after the meeting; `next Friday` the one of the following week. What names no single
day (`next week`, `soon`, `in Q3`) stays words: a day is never guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from steps.core.text.dates import MONTH_NAME, WEEKDAY_NAME, month_number, valid_day, weekday_number
from steps.core.text.numbers import COUNTS, SMALL
from steps.core.text.patterns import compiled
from steps.core.text.spans import DisjointSpans

_MONTH = rf"(?P<month>{MONTH_NAME})(?!\w)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
_YEAR = r"(?:,?\s+(?P<year>20\d\d|19\d\d))"
_WEEKDAY = rf"(?P<weekday>{WEEKDAY_NAME})\b(?!s)"
_COUNT = rf"(?P<count>\d{{1,3}}|a|an|{'|'.join(SMALL[1:11])})"
_CLOSE = r"(?:end of (?:the )?(?:day|business)|eod|cob|close of (?:business|play))"
_PREFIX = (
    r"\b(?:(?:by|before|until|till|on|for|no later than|not later than|due)\s+)?"
    rf"(?:(?:the\s+)?{_CLOSE}\s+(?:on\s+)?)?(?:the\s+)?"
)
_END = r"(?:end|close)(?:\s+of)?"


class DayMention(NamedTuple):
    """A day as said at text[start:end]; `day` is None where the words name no single day, or nobody knows today's."""

    start: int
    end: int
    day: date | None


def full_day(text: str) -> date | None:
    """The first date with a year of its own."""
    for pattern in (_ISO, _MONTH_FIRST, _DAY_FIRST, _SLASHED):
        for match in pattern.finditer(text):
            if match["year"] and (day := _calendar(match, None)):
                return day
    return None


def days_said(text: str, today: date | None) -> list[DayMention]:
    """The days in a passage, in order, the longest reading of each."""
    taken: list[DayMention] = []
    places = DisjointSpans()
    for pattern, resolve in _FORMS:
        for match in pattern.finditer(text):
            if places.take(match.start(), match.end()):
                day = _calendar(match, today) if resolve is _calendar else today and resolve(match, today)
                taken.append(DayMention(match.start(), match.end(), day or None))
    return sorted(taken)


def day_of(text: str, today: date | None) -> date | None:
    """The one day that a phrase means. Two different days in it mean none."""
    days = {said.day for said in days_said(text, today)}
    return days.pop() if len(days) == 1 else None


def named_day(text: str, today: date | None) -> date | None:
    """The one day that a text names, whatever else it says about time."""
    days = {said.day for said in days_said(text, today) if said.day}
    return days.pop() if len(days) == 1 else None


def _calendar(match: re.Match[str], today: date | None) -> date | None:
    """Without a year: the first such day from a month before the meeting on."""
    parts = match.groupdict()
    month = int(parts["number"]) if parts.get("number") else month_number(parts["month"]) or 0
    day = int(parts["day"])
    if parts.get("year"):
        return valid_day(int(parts["year"]), month, day)
    if today is None:
        return None
    found = (valid_day(today.year + step, month, day) for step in (-1, 0, 1))
    return next((made for made in found if made and made >= today - timedelta(days=31)), None)


def _relative(match: re.Match[str], today: date) -> date:
    said = match.group().lower()
    if "day after tomorrow" in said:
        return today + timedelta(days=2)
    return today + timedelta(days="tomorrow" in said)


def _weekday(match: re.Match[str], today: date) -> date:
    wanted = weekday_number(match["weekday"])
    which = (match["which"] or "").lower()
    if which == "next" or match["week"]:
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _later(match: re.Match[str], today: date) -> date | None:
    count = match["count"].lower()
    number = int(count) if count.isdigit() else 1 if count in ("a", "an") else COUNTS[count]
    unit = match["unit"].lower()
    if unit.startswith("month"):
        month = today.month - 1 + number
        return valid_day(today.year + month // 12, month % 12 + 1, today.day)
    return today + timedelta(days=number * (7 if unit.startswith(("week", "fortnight")) else 1))


def _end(match: re.Match[str], today: date) -> date | None:
    period, following = match["period"].lower(), int(bool(match["next"]))
    if period.startswith("week"):  # its Friday; at a weekend, that of the week which begins
        following += today.weekday() > 4
        return today - timedelta(days=today.weekday()) + timedelta(days=4 + 7 * following)
    if period.startswith("month"):
        month = today.month - 1 + following
        year, month = today.year + month // 12, month % 12 + 1
        return date(year, month, monthrange(year, month)[1])
    return date(today.year + following, 12, 31) if period.startswith("year") else None


def _never(match: re.Match[str], today: date) -> None:
    """Words about time that name no single day."""


def _form(pattern: str) -> re.Pattern[str]:
    return compiled(_PREFIX + pattern, re.IGNORECASE)


_ISO = _form(r"(?P<year>\d{4})-(?P<number>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])\b")
_MONTH_FIRST = _form(rf"{_MONTH}\s+(?:the\s+)?{_DAY}(?!\s*(?:%|:\d)){_YEAR}?")
_DAY_FIRST = _form(rf"{_DAY}(?:\s+of)?\s+{_MONTH}{_YEAR}?")
_SLASHED = _form(r"(?P<day>0?[1-9]|[12]\d|3[01])\.(?P<number>0?[1-9]|1[0-2])\.(?P<year>20\d\d)\b")
_FORMS: list[tuple[re.Pattern[str], Callable[..., date | None]]] = [
    (_ISO, _calendar),
    (_form(rf"(?:{_WEEKDAY},?\s+(?:the\s+)?)?{_DAY}(?:\s+of)?\s+{_MONTH}{_YEAR}?"), _calendar),
    (_form(rf"(?:{_WEEKDAY},?\s+(?:the\s+)?)?{_MONTH}\s+(?:the\s+)?{_DAY}(?!\s*(?:%|:\d)){_YEAR}?"), _calendar),
    (_SLASHED, _calendar),
    (_form(rf"{_END}\s+(?:the\s+)?(?:(?P<next>next)|this|the)?\s*(?P<period>week|month|year|quarter)\b"), _end),
    (_form(r"day after tomorrow\b"), _relative),
    (_form(r"tomorrow(?:\s+(?:morning|afternoon|evening|night))?\b"), _relative),
    (_form(rf"(?:(?P<which>next|this|coming|following)\s+)?{_WEEKDAY}(?P<week>\s+(?:of\s+)?next week)?"
           rf"(?:\s+(?:morning|afternoon|evening))?"), _weekday),
    (_form(rf"(?:{_CLOSE}|today|tonight|this (?:morning|afternoon|evening))\b"), _relative),
    (_form(rf"(?:in|within)\s+(?:the next\s+)?{_COUNT}\s+(?P<unit>days?|weeks?|fortnight|months?)\b"), _later),
    (_form(rf"{_COUNT}\s+(?P<unit>days?|weeks?|fortnight|months?)\s+(?:from (?:now|today)|time)\b"), _later),
    (_form(r"(?:(?:early|mid|late|later)\s+)?(?:next|this|the following|the coming)\s+(?:week|weekend|month|quarter|"
           r"year|sprint)\b"), _never),
    (_form(r"(?:the )?(?:next|following) meeting\b|\bnext time\b"), _never),
    (_form(r"(?:in|by|during|end of|for)\s+(?:early |mid |late )?Q[1-4]\b(?:\s+20\d\d)?"), _never),
    (_form(r"(?:asap|as soon as possible|right away|immediately|in (?:[\w-]+ ){1,2}?(?:minutes?|hours?))\b"), _never),
]  # fmt: skip
