"""Dates as contracts write them, blanks too: `the 1st day of April, 2007`, `22 Dec. 2017`, `___ day of May, 2018`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from steps.core.text.dates import MONTH_NAME, month_number, valid_day

_NTH_WORDS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third
    twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"""
ORDINALS = {word: number for number, word in enumerate(_NTH_WORDS.split(), 1)}
_MONTH = f"(?P<m>{MONTH_NAME})"
_NTH = r"(?:\s?(?:s\s?t|n\s?d|r\s?d|t\s?h))?"  # `26t h`: the superscript came apart
_BLANK = (
    r"(?:(?<!_)_++|\[[_●•*. ]{0,40}\]|(?<!\.)\.{3,}+|(?<!\*)\*++)"  # possessive: a long line is tried once
)
_FORMS = tuple(
    re.compile(source, re.IGNORECASE)
    for source in (
        rf"\b{_MONTH}\s+(?P<d>\d{{1,2}}){_NTH}\s?,?\s+(?P<y>\d{{4}})\b",
        rf"\b(?P<d>\d{{1,2}}){_NTH}\s+(?:day\s+of\s+)?{_MONTH}\s?,?\s+(?P<y>\d{{4}})\b",
        (
            rf"\b(?P<w>{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\s+(?:\(\d{{1,3}}\S{{0,8}}\)\s+)"
            rf"?day\s+of\s+{_MONTH}\s?,?\s+(?P<y>\d{{4}})\b"
        ),
        r"\b(?P<y>(?:19|20)\d{2})-(?P<n>\d{2})-(?P<d>\d{2})\b",
        r"(?<![\d/.,-])(?P<n>\d{1,2})[/-](?P<d>\d{1,2})[/-](?P<y>\d{4}|\d{2})(?![\d/-])",
    )
)
_OPEN = re.compile(
    rf"{_BLANK}\s{{0,40}}(?:s\s?t|n\s?d|r\s?d|t\s?h)?\s{{0,40}}(?:day\s{{1,40}})?of\s{{1,40}}(?:{_MONTH}"
    rf"|{_BLANK})\s?,?\s{{0,40}}(?:\d{{4}}|20{_BLANK})?"
    rf"|\b{MONTH_NAME}\s{{0,40}}(?:{_BLANK}|,)\s{{0,40}},?\s{{0,40}}(?:\d{{4}}|20{_BLANK})"
    rf"|(?<!_)_{{2,}}+\s{{0,40}},\s{{0,40}}\d{{4}}"
    rf"|\bday\s{{1,40}}of\s{{0,40}},?\s{{1,40}}(?:{MONTH_NAME}\s?,?\s{{1,40}})?\d{{4}}",
    re.IGNORECASE,
)
_PIVOT = 50  # two-digit years from here on belong to the last century


@dataclass(frozen=True)
class DateMention:
    """A date at characters `start` to `end`; `day` is None where the contract leaves it blank."""

    start: int
    end: int
    day: date | None


def date_mentions(text: str) -> list[DateMention]:
    """All dates in order. What no calendar has (31 June) is not one.

    Slashes mean month/day/year; 4.2.2010, April to some and February to others, is left alone.
    """
    found: list[DateMention] = []
    for mention in sorted(_read(text), key=lambda mention: (mention.start, -mention.end)):
        if not found or mention.start >= found[-1].end:
            found.append(mention)
    return found


def _read(text: str) -> Iterator[DateMention]:
    for form in _FORMS:
        for match in form.finditer(text):
            day = _day(match.groupdict())
            if day is not None:
                yield DateMention(match.start(), match.end(), day)
    for match in _OPEN.finditer(text):
        yield DateMention(match.start(), match.end(), None)


def _day(parts: dict[str, str | None]) -> date | None:
    year = int(parts["y"] or 0)
    if year < 100:
        year += 1900 if year >= _PIVOT else 2000
    month = int(parts.get("n") or 0) or month_number(parts.get("m") or "") or 0
    word = parts.get("w")
    day = ORDINALS[word.lower()] if word else int(parts.get("d") or 0)
    return valid_day(year, month, day)
