"""Dates as news writes them, in English: where they stand and, when it can be told, which day they mean."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from steps.core.text.dates import MONTH_NAME, WEEKDAY_NAME, month_number, valid_day, weekday_number
from steps.core.text.spans import DisjointSpans

_MONTH = rf"(?P<month>{MONTH_NAME})"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_WEEKDAY = rf"(?P<weekday>{WEEKDAY_NAME})"
_FORMS = [
    re.compile(rf"\b(?P<year>\d{{4}})-(?P<month_number>0[1-9]|1[0-2])-{_DAY}\b"),
    re.compile(rf"\b(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY},?\s+{_YEAR}\b"),
    re.compile(rf"\b(?:{_WEEKDAY},?\s+)?{_DAY}\s+{_MONTH},?\s+{_YEAR}\b"),
    re.compile(rf"\b(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY}\b(?!\s*[%\d])"),
    re.compile(rf"\b(?:{_WEEKDAY},?\s+)?{_DAY}\s+{_MONTH}\b"),
    re.compile(rf"\b{_MONTH},?\s+{_YEAR}\b"),
    re.compile(rf"(?:\b[Ii]n|\b[Ss]ince|\b[Ll]ast|\b[Uu]ntil|\b[Bb]y|\b[Tt]his|\b[Nn]ext)\s+{_MONTH}\b"),
    re.compile(rf"\b(?:(?P<which>[Ll]ast|[Nn]ext)\s+)?{_WEEKDAY}\b"),
    re.compile(
        rf"(?:\b[Ii]n|\b[Ss]ince|\b[Uu]ntil|\b[Bb]y|\b[Ff]rom|\b[Tt]o|\b[Dd]uring)\s+{_YEAR}\b(?![%,.]?\d)"
    ),
    re.compile(r"\b(?P<relative>[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow)\b"),
]
_FUTURE = re.compile(
    r"\b(?:will|shall|next|plans? to|due to|is to|are to|scheduled|expected)\b|'ll\b", re.IGNORECASE
)
_RELATIVE = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


class DateMention(NamedTuple):
    """A date as written at text[start:end]; `iso` is a day, a month or a year, or None when it cannot be told."""

    start: int
    end: int
    iso: str | None


def date_mentions(text: str, published: date | None) -> list[DateMention]:
    """Dates in a passage, in order. What has no year of its own is resolved against the day of publication."""
    taken: list[DateMention] = []
    places = DisjointSpans()
    for form in _FORMS:
        for match in form.finditer(text):
            if places.take(match.start(), match.end()):
                taken.append(DateMention(match.start(), match.end(), _iso(match, text, published)))
    return sorted(taken)


def day_in(text: str) -> date | None:
    """The first full date in a text."""
    days = [mention.iso for mention in date_mentions(text, None) if mention.iso and len(mention.iso) == 10]
    return date.fromisoformat(days[0]) if days else None


def plausible(day: str, told: list[str], quotes: list[str], text: str, published: date | None) -> bool:
    """Whether an ISO date may be what these quotes tell.

    Either they tell it, or they hold its year; where no date was found in them (another language, a holiday), its
    year must stand in the article or be next to that of publication.
    """
    if any(day.startswith(other) or other.startswith(day) for other in told):
        return True
    year = day[:4]
    if any(year in quote for quote in quotes):
        return True
    near = published is not None and abs(published.year - int(year)) <= 1
    return not told and (year in text or near)


def _iso(match: re.Match[str], text: str, published: date | None) -> str | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    month = _month_number(parts)
    if parts.get("day") and month:
        return _day(year, month, int(parts["day"]), published)
    if month:
        return _month(year, month, published)
    if year:
        return f"{year:04d}"
    if published is None:
        return None
    if parts.get("relative"):
        return (published + timedelta(days=_RELATIVE[parts["relative"].lower()])).isoformat()
    ahead = (parts.get("which") or "").lower() == "next" or (
        not parts.get("which")
        and _FUTURE.search(text[max(0, match.start() - 60) : match.end() + 20]) is not None
    )
    return _weekday(weekday_number(parts["weekday"]), published, ahead).isoformat()


def _month_number(parts: dict[str, str | None]) -> int | None:
    if number := parts.get("month_number"):
        return int(number)
    return month_number(parts.get("month") or "")


def _day(year: int | None, month: int, day: int, published: date | None) -> str | None:
    """Without a year: the one nearest to the day of publication."""
    years = [year] if year else [] if published is None else [published.year + step for step in (0, -1, 1)]
    found = [made for candidate in years if (made := valid_day(candidate, month, day))]
    return min(found, key=lambda made: abs((made - (published or made)).days)).isoformat() if found else None


def _month(year: int | None, month: int, published: date | None) -> str | None:
    if year is None and published is not None:
        year = min(
            (published.year, published.year - 1, published.year + 1),
            key=lambda candidate: abs((candidate - published.year) * 12 + month - published.month),
        )
    return f"{year:04d}-{month:02d}" if year else None


def _weekday(weekday: int, published: date, ahead: bool) -> date:
    """The last such day up to publication, or the next one after it."""
    back = (published.weekday() - weekday) % 7
    return published + timedelta(days=7 - back if ahead else -back)
