"""Transcripts in plain text: `Name: words` on a line, or a line with name and time above the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from steps.core.errors import PermanentError
from steps.core.text.spans import Span, trimmed
from steps.meetings.transcripts.credits import is_credit
from steps.meetings.transcripts.heading import day_of, title_of
from steps.meetings.transcripts.labels import Label, heading_of, label_of, looks_like_a_name
from steps.meetings.transcripts.transcript import Line, Transcript, turn_of

_LINE = re.compile(r"[^\r\n]+")
_LEAST_SHARE = 0.5  # of the lines must name a speaker where no speaker comes twice


def read_plain(text: str) -> Transcript:
    """Errors: PermanentError `unsupported_document` where nobody is named as speaking."""
    lines = [
        span for match in _LINE.finditer(text) if (span := trimmed(text, *match.span())).end > span.start
    ]
    while lines and label_of(lines[-1].of(text)) is None and is_credit(lines[-1].of(text)):
        lines.pop()
    labels = _labels(text, lines)
    if not labels:
        raise PermanentError(
            "unsupported_document",
            "no line names a speaker; write each turn as `Name: words`, or send VTT, SRT or JSON turns",
        )
    first = min(labels)
    head = [span.of(text) for span in lines[:first]]
    turns = [turn_of(number, turn) for number, turn in enumerate(_turns(text, lines, labels, first))]
    return Transcript(text, turns, title=title_of(head), day=day_of(head))


def _labels(text: str, lines: list[Span]) -> dict[int, Label]:
    """The speakers by number of line, in the one style that most lines have."""
    inline = _plausible(text, lines, label_of)
    above = _plausible(text, lines, heading_of)
    names = Counter(label.name for label in inline.values())
    if inline and max(names.values()) == 1 and len(inline) < _LEAST_SHARE * len(lines):
        inline = {}  # here and there a colon, but no conversation
    found = above if len(above) > len(inline) else inline
    return found if len(found) > 1 else {}


def _plausible(text: str, lines: list[Span], read: Callable[[str], Label | None]) -> dict[int, Label]:
    """Without what merely looks like a speaker: a colon inside running text."""
    labels = {number: label for number, span in enumerate(lines) if (label := read(span.of(text)))}
    often = Counter(label.name for label in labels.values())
    return {
        number: label
        for number, label in labels.items()
        if looks_like_a_name(label.name) or (often[label.name] > 1 and label.name.islower())
    }


def _turns(text: str, lines: list[Span], labels: dict[int, Label], first: int) -> Iterator[list[Line]]:
    turn: list[Line] = []
    for number, span in enumerate(lines[first:], start=first):
        label = labels.get(number)
        if label is None:
            turn.append(Line(turn[0].speaker, ((span.of(text), *span),)))
            continue
        if turn:
            yield turn
        words = trimmed(text, span.start + label.end, span.end)
        turn = [Line(label.name, ((words.of(text), *words),), label.start_ms)]
    yield turn
