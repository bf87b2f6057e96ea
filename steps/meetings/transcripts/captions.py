"""Transcripts as captions: WebVTT with voices or names, SubRip with names; the cues of one speaker make one turn."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from steps.core.errors import PermanentError
from steps.core.text.spans import trimmed
from steps.meetings.transcripts.labels import label_of, looks_like_a_name
from steps.meetings.transcripts.transcript import UNKNOWN, Line, Transcript, Turn, turn_of

_LONG_TURN = (
    150  # words after which a cue that ends a sentence ends the turn, so that a monologue has turns at all
)
_TIMES = re.compile(
    r"\s*+((?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*+-->\s*+((?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3})\b.*"
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_TAG = re.compile(r"<(?:v(?:\.[^\s>]{0,100})?\s{1,20}(?P<voice>[^>]{1,300})|[^>]{0,500})>")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|\w{2,8});", re.IGNORECASE)
_SKIPPED = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION|Kind:|Language:|X-TIMESTAMP)")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")


class Cue(NamedTuple):
    """One caption. `lines` are stretches of the source; times are milliseconds."""

    start_ms: int
    end_ms: int
    lines: list[tuple[int, int]]


def read_captions(text: str) -> Transcript:
    """Errors: PermanentError `damaged_document` where there is no cue at all."""
    cues = list(_cues(text))
    if not cues:
        raise PermanentError("damaged_document", "the captions hold no cue with times and words")
    return Transcript(text, _turns(said for cue in cues for said in _lines(text, cue)))


def _cues(text: str) -> Iterator[Cue]:
    """Blocks below a line of times, up to an empty line; headers, notes and numbers are passed over."""
    cue: Cue | None = None
    for match in _LINE.finditer(text):
        span = trimmed(text, match.start(), match.end())
        line = span.of(text)
        if times := _TIMES.fullmatch(line):
            if cue:
                yield cue
            cue = Cue(_milliseconds(times[1]), _milliseconds(times[2]), [])
        elif not line:
            if cue and cue.lines:
                yield cue
                cue = None
        elif cue and not (not cue.lines and _SKIPPED.match(line)):
            cue.lines.append((span.start, span.end))
    if cue and cue.lines:
        yield cue


def _lines(text: str, cue: Cue) -> Iterator[tuple[str | None, Line]]:
    """What is said in a cue, with the name it gives, if any."""
    for start, end in cue.lines:
        voice: str | None = None
        parts: list[tuple[str, int, int]] = []
        for first, last, name in _untagged(text, start, end):
            if name is not None:
                if parts:
                    yield voice, Line("", tuple(parts), cue.start_ms, cue.end_ms)
                voice, parts = name, []
            parts += _decoded(text, first, last)
        if voice is None and parts and (label := label_of(text[start:end])) and looks_like_a_name(label.name):
            voice, parts = label.name, list(_decoded(text, start + label.end, end))
        if parts or voice:
            yield voice, Line("", tuple(parts), cue.start_ms, cue.end_ms)


def _untagged(text: str, start: int, end: int) -> Iterator[tuple[int, int, str | None]]:
    """Stretches between tags, and the voice that a tag before them names."""
    name = None
    for tag in _TAG.finditer(text, start, end):
        yield start, tag.start(), name
        start = tag.end()
        name = " ".join(html.unescape(tag["voice"]).split()) if tag["voice"] else None
    yield start, end, name


def _decoded(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Words with their place; a character reference such as &amp; is a part of its own."""
    span = trimmed(text, start, end)
    at = span.start
    for reference in _REFERENCE.finditer(text, *span):
        if at < reference.start():
            yield text[at : reference.start()], at, reference.start()
        yield html.unescape(reference.group()).replace("\n", " "), reference.start(), reference.end()
        at = reference.end()
    if at < span.end:
        yield text[at : span.end], at, span.end


def _turns(said: Iterator[tuple[str | None, Line]]) -> list[Turn]:
    """Lines of one speaker in a row become a turn. A line without a name goes on with the speaker before it."""
    turns: list[list[Line]] = []
    speaker, count = UNKNOWN, 0
    for name, line in said:
        named = line._replace(speaker=name or speaker)
        words = sum(len(part.split()) for part, _, _ in line.parts)
        if not turns or named.speaker != speaker or (count >= _LONG_TURN and _complete(turns[-1])):
            turns.append([])
            speaker, count = named.speaker, 0
        turns[-1].append(named)
        count += words
    return [turn_of(number, lines) for number, lines in enumerate(turns)]


def _complete(lines: list[Line]) -> bool:
    return bool(lines[-1].parts and _SENTENCE_END.search(lines[-1].parts[-1][0]))


def _milliseconds(clock: str) -> int:
    *hours, minutes, seconds = re.split(r"[:]", clock.replace(",", "."))
    whole, _, rest = seconds.partition(".")
    return ((int(hours[0]) if hours else 0) * 3600 + int(minutes) * 60 + int(whole)) * 1000 + int(
        rest.ljust(3, "0")
    )
