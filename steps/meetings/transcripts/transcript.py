"""A transcript taken apart: turns, and the way from a passage of a turn back to the characters of its source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from steps.core.models import Evidence
from steps.core.text.injection import instructions
from steps.core.text.spans import words

UNKNOWN = "Unknown speaker"
_TAGS = re.compile(r"(?:[ \t]*<[^<>\r\n]*>[ \t]*)*")
_LINE_ENDS = re.compile(
    "[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
)  # one for one, so that quotes keep their length
_MARKER = re.compile(
    r"\[[^\[\]]{0,60}\]|\{[^{}]{0,60}\}|\([^()\d]{0,20}(?:laugh|cough|pause|inaudible)[^()]{0,20}\)", re.I
)


class Piece(NamedTuple):
    """Part of a turn that stands in one stretch: `text` at place `at` of the turn is source[start:end].

    The two differ only where the source writes a character otherwise, as captions write `&amp;` for `&`.
    """

    at: int
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Turn:
    """What one person says until another one does. Times are milliseconds from the beginning."""

    number: int
    speaker: str
    text: str
    pieces: tuple[Piece, ...]
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True)
class Transcript:
    """Turns in order. `source` is what offsets count in: the document, or the transcript written from turns."""

    source: str
    turns: list[Turn]
    from_document: bool = True
    title: str | None = None
    day: date | None = None
    starts: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        starts, at = [], 0
        for turn in self.turns:
            starts.append(at)
            at += len(turn.text) + 1
        object.__setattr__(self, "starts", starts)

    @cached_property
    def spoken(self) -> str:
        """All that is said, a line per turn; starts[n] is where turn n begins."""
        return "\n".join(turn.text for turn in self.turns)

    def turn_at(self, place: int) -> int:
        """The number of the turn at a place of the spoken text."""
        return max(0, bisect_right(self.starts, place) - 1)

    def evidence(self, start: int, end: int) -> list[Evidence]:
        """Evidence for a passage of the spoken text: an entry per turn and contiguous stretch of the source."""
        found: list[Evidence] = []
        for number in range(self.turn_at(start), self.turn_at(end - 1) + 1):
            turn, base = self.turns[number], self.starts[number]
            low, high = max(start - base, 0), min(end - base, len(turn.text))
            for first, last in self._stretches(turn, low, high):
                quote = self.source[first:last]
                if any(map(str.isalnum, quote)):
                    found.append(Evidence(quote=quote, start=first, end=last, turn=number))
        return found

    def _stretches(self, turn: Turn, low: int, high: int) -> list[tuple[int, int]]:
        """The stretches of the source behind turn.text[low:high]; neighbours are one if but a tag parts them."""
        found: list[tuple[int, int]] = []
        for piece in turn.pieces:
            left, right = max(low, piece.at), min(high, piece.at + len(piece.text))
            if left >= right:
                continue
            plain = len(piece.text) == piece.end - piece.start
            first = piece.start + (left - piece.at) if plain else piece.start
            last = piece.start + (right - piece.at) if plain else piece.end
            if found and _TAGS.fullmatch(self.source, found[-1][1], first):
                found[-1] = (found[-1][0], last)
            else:
                found.append((first, last))
        return found


class Line(NamedTuple):
    """A stretch of words as a parser found it, with who says it."""

    speaker: str
    parts: tuple[tuple[str, int, int], ...]
    start_ms: int | None = None
    end_ms: int | None = None


def turn_of(number: int, lines: Iterable[Line]) -> Turn:
    """One turn made of lines by one speaker, joined by spaces."""
    lines = list(lines)
    text, pieces = "", []
    for line in lines:
        last_end = None
        for part, start, end in line.parts:
            if text and start != last_end:
                text += " "
            pieces.append(Piece(len(text), part, start, end))
            text += part
            last_end = end
    return Turn(
        number=number,
        speaker=lines[0].speaker,
        text=text,
        pieces=tuple(pieces),
        start_ms=lines[0].start_ms,
        end_ms=lines[-1].end_ms,
    )


def written(
    turns: Iterable[tuple[str, str, int | None, int | None]],
    *,
    title: str | None = None,
    day: date | None = None,
) -> Transcript:
    """A transcript without a document of its own: its source is one line per turn, `Name: words`."""
    source, made = "", []
    for number, (speaker, text, start_ms, end_ms) in enumerate(turns):
        name, said = " ".join(speaker.split()) or UNKNOWN, _LINE_ENDS.sub(" ", text).strip()
        source += f"{name}: "
        line = Line(name, ((said, len(source), len(source) + len(said)),), start_ms, end_ms)
        made.append(turn_of(number, [line]))
        source += f"{said}\n"
    return Transcript(source, made, from_document=False, title=title, day=day)


def without_markers(text: str) -> str:
    """Text without what a transcriber noted in brackets."""
    return _MARKER.sub(" ", text)


def without_orders(text: str) -> str:
    """What is said up to an order to a machine; such an order, and what follows it, is no part of a meeting."""
    orders = instructions(text)
    return text[: orders[0].start].rstrip() if orders else text


def count_words(text: str) -> int:
    return len(words(without_markers(text)))
