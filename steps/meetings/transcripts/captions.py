"""Transcripts as captions: WebVTT with voices or names, SubRip with names; the cues of one speaker make one turn."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from steps.core.errors import PermanentError
from steps.core.text.spans import Span, trimmed
from steps.meetings.transcripts.credits import is_credit
from steps.meetings.transcripts.labels import label_of, looks_like_a_name
from steps.meetings.transcripts.rolling import Cue, once
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
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")


class _Written(NamedTuple):
    """A line of the file without white space around it; `empty`: nothing at all stands in it."""

    span: Span
    text: str
    empty: bool


def read_captions(text: str) -> Transcript:
    """Errors: PermanentError `damaged_document` where there is no cue at all."""
    cues = [cue for cue in once(text, _cues(text)) if cue.lines]
    if not cues:
        raise PermanentError("damaged_document", "the captions hold no cue with times and words")
    return Transcript(text, _turns(said for cue in cues for said in _lines(text, cue)))


def _cues(text: str) -> list[Cue]:
    """What stands below each line of times, up to the next cue's number or name.

    WebVTT ends a cue at an empty line: what follows is a note or a style. SubRip has no such blocks.
    """
    lines = [
        _Written(span, span.of(text), not match.group().strip("\r\n"))
        for match in _LINE.finditer(text)
        for span in [trimmed(text, match.start(), match.end())]
    ]
    times = [(number, match) for number, line in enumerate(lines) if (match := _TIMES.fullmatch(line.text))]
    if not times:
        return []
    spaced = all(number + 1 < len(lines) and lines[number + 1].empty for number, _ in times)
    blocks_end = text.lstrip("\ufeff \t\r\n").startswith("WEBVTT") and not spaced
    heads = [_head(lines, number, spaced=spaced) for number, _ in times]
    cues = []
    for (number, match), end in zip(times, [*heads[1:], len(lines)], strict=True):
        said = lines[number + 1 : max(end, number + 1)]
        if blocks_end:
            said = list(takewhile(lambda line: not line.empty, said))
        cues.append(
            Cue(_milliseconds(match[1]), _milliseconds(match[2]), [line.span for line in said if line.text])
        )
    return _without_credits(text, cues)


def _head(lines: Sequence[_Written], times: int, *, spaced: bool) -> int:
    """The line with which a cue begins: the number or name above its times, if it has one."""
    above = times - 1
    while spaced and above >= 0 and not lines[above].text:
        above -= 1
    if above < 0 or not lines[above].text:
        return times
    named = not spaced and (above == 0 or not lines[above - 1].text)
    return above if named or lines[above].text.isdigit() else times


def _without_credits(text: str, cues: list[Cue]) -> list[Cue]:
    """Without the last lines in which whoever made the captions names himself: nobody says them."""
    while cues and all(is_credit(text[start:end]) for start, end in cues[-1].lines):
        cues = cues[:-1]
    return cues


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
