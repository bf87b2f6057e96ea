"""Who speaks, as transcripts write it at the beginning of a line, and the times they put beside it."""

from __future__ import annotations

import re
from typing import NamedTuple

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_STAMP = rf"[\[(]?{_TIME}(?:\s*+(?:-|–|-->)\s*+{_TIME})?[\])]?"  # runs are possessive: a line is one long run at worst
_NAME = r"[^\W_][^:\n\t<>{}\[\]|\"“”?!;=]{0,59}?"
_LABEL = re.compile(
    rf"[\s>*•–-]*+(?:(?P<before>{_STAMP})\s*+[-–]?\s*+)?[*_]*+\[?(?P<name>{_NAME})\]?[*_]*+"
    rf"(?:\s*+(?P<after>{_STAMP}))?\s*+:(?![/\\])[*_]*+(?:\s+|$)(?=\D|\d(?!\d:\d)|$)"
)
_HEADING = re.compile(
    rf"[\s>*•–-]*+[*_]*+(?:\[?(?P<name>{_NAME})\]?[*_]*+\s++[-–|]?\s*+(?P<after>{_STAMP})|"
    rf"(?P<before>{_STAMP})\s++[-–|]?\s*+(?P<second>{_NAME}))[*_]*+\s*+"
)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?")
_PARTICLES = frozenset("de da di del della van von der den la le bin ibn al el y e of the und zu dos".split())  # noqa: SIM905
_NO_NAME = re.compile(
    r"(?:note|notes|nb|p\.?s|example|e\.g|i\.e|warning|update|question|answer|q|a|http|https|todo|summary|agenda|"
    r"title|date|time|subject|topic|location|place|duration|attendees|participants|present|apologies|absent|chair|"
    r"meeting|project|recording|transcript|transcribed by|action items?|decisions?|next steps?)",
    re.IGNORECASE,
)
_LONGEST_NAME = 6  # words


class Label(NamedTuple):
    """A speaker's name at the beginning of a line; the words begin at `end`. `start_ms`: the time beside it."""

    name: str
    end: int
    start_ms: int | None = None


def label_of(line: str) -> Label | None:
    """`Name: words`, with or without a time such as `[00:12:05]` before or after the name."""
    match = _LABEL.match(line)
    if match is None or not _is_name(match["name"]):
        return None
    return Label(clean(match["name"]), match.end(), _milliseconds(match["before"] or match["after"]))


def heading_of(line: str) -> Label | None:
    """A line that holds nothing but a name and a time; the words follow below it."""
    match = _HEADING.fullmatch(line)
    name = match and (match["name"] or match["second"])
    if not match or not name or not _is_name(name):
        return None
    return Label(clean(name), len(line), _milliseconds(match["before"] or match["after"]))


def looks_like_a_name(name: str) -> bool:
    """Whether every word begins like a name's: with a capital, a digit or as `van`, and it is no word like `Note`."""
    if _NO_NAME.fullmatch(name):
        return False
    return all(
        word[0].isupper() or word[0].isdigit() or not word[0].isascii() or word.lower() in _PARTICLES
        for word in re.findall(r"[^\W_][^\s]*", name)
    )


def clean(name: str) -> str:
    return " ".join(name.strip(" *_-–()").split())


def _is_name(name: str) -> bool:
    words = clean(name).split()
    return 0 < len(words) <= _LONGEST_NAME and not words[-1].endswith((",", "."))


def _milliseconds(stamp: str | None) -> int | None:
    found = _CLOCK.search(stamp or "")
    if found is None:
        return None
    hours, minutes, seconds, rest = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
