"""Plain text that several jobs read: its paragraphs, sentences and words, with offsets."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from steps.core.errors import PermanentError

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A run of marks is tried from its start only, and at once: else a row of dots takes the square of its length.
_STOP = re.compile(r"""(?<![.!?。！？])[.!?。！？]++["'”’»)\]]*+(?=\s|$)|[。！？]""")
_CLOSERS = "\"'”’»)]"
_LONGEST_SENTENCE = 4_000  # characters; what people write or say in one is shorter
_LONGEST_ABBREVIATION = 64  # characters, with the marks in front of it
_OPENER = re.compile(r"""\s*+["'“‘«(\[]*+\s*+(\w)""")
_INITIAL = re.compile(r"(?:^|[.(\"“])[A-Z]$")


class Placed(Protocol):
    """Whatever stands at characters `start` to `end` of a text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class DisjointSpans:
    """Stretches of a text that do not overlap, looked up by bisection: the first that asks for a place has it."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, start: int, end: int) -> bool:
        """Whether the place was free, and is now taken."""
        at = bisect_left(self._ends, start + 1)  # the first that ends behind `start`
        if at < len(self._starts) and self._starts[at] < end:
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True


def word_list(text: str) -> frozenset[str]:
    """The words of a list that is easier to read as running text."""
    return frozenset(text.split())


_ABBREVIATIONS = word_list(
    """mr mrs ms mx dr prof rev hon sen rep gov gen maj col lt sgt capt cmdr adm jr sr st mt ft no nos vol fig
    sec art para pp ed vs etc inc ltd corp co llc bros dept univ assn approx est al e.g i.e cf ca jan feb mar
    apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun u.s u.k u.n e.u d.c ph.d m.d b.a
    a.m p.m"""
)
_MAY_END = word_list("etc inc ltd corp co llc jr sr u.s u.k u.n e.u d.c ph.d m.d b.a a.m p.m")
_NEW_START = word_list("the a an in on at it he she they we this that but and as for when while after")


class Span(NamedTuple):
    """A stretch of a text: characters from `start` up to, not including, `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


P = TypeVar("P", bound=Placed)


def beginning(places: Sequence[P], start: int, end: int) -> Sequence[P]:
    """Of places in order, those that begin from `start` on and before `end`."""
    first = bisect_left(places, start, key=_start)
    return places[first : bisect_left(places, end, lo=first, key=_start)]


def touching(places: Sequence[P], start: int, end: int) -> Sequence[P]:
    """Of places in order that do not overlap, those that share a character with a stretch."""
    first = bisect_right(places, start, key=_end)
    return places[first : bisect_left(places, end, lo=first, key=_start)]


def _start(place: Placed) -> int:
    return place.start


def _end(place: Placed) -> int:
    return place.end


def with_words(text: str) -> str:
    """The text itself. Errors: PermanentError `empty_document` when no word stands in it."""
    if not any(character.isalpha() for character in text):
        raise PermanentError("empty_document", "there is no word in the text")
    return text


def covered(text: str, places: Iterable[tuple[int, int]], sign: str) -> str:
    """The text with a sign for each character of the places, which come in order and do not overlap; all others stay
    where they are."""
    pieces: list[str] = []
    done = 0
    for start, end in places:
        pieces += text[done:start], sign * (end - start)
        done = end
    return "".join([*pieces, text[done:]])


def words(text: str) -> list[str]:
    """Words as written, numbers included, punctuation left out."""
    return _WORD.findall(text)


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space, byte order marks and zero-width spaces at its ends."""
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u200b"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\ufeff\u200b"):
        end -= 1
    return Span(start, end)


def paragraphs(text: str) -> list[Span]:
    """Blocks between blank lines; a line that ends a sentence, or stops early, ends a paragraph too."""
    found: list[Span] = []
    start = 0
    for gap in [*(match.span() for match in _BLANK_LINE.finditer(text)), (len(text), len(text))]:
        found += _lines_joined(text, start, gap[0])
        start = gap[1]
    return [span for span in found if span.end > span.start]


def _lines_joined(text: str, start: int, end: int) -> list[Span]:
    lines = [
        Span(start + match.start(), start + match.end()) for match in re.finditer(r"[^\n]+", text[start:end])
    ]
    if len(lines) < 2:
        return [trimmed(text, start, end)]
    widest = max(line.end - line.start for line in lines)
    found: list[Span] = []
    begin = lines[0].start
    for line in lines:
        written = line.of(text).rstrip()
        ends_sentence = written.rstrip(_CLOSERS).endswith((".", "!", "?", ":"))
        if len(written) < 0.75 * widest or (ends_sentence and (widest > 120 or len(written) < 0.9 * widest)):
            found.append(trimmed(text, begin, line.end))
            begin = line.end
    return [*found, trimmed(text, begin, end)]


def sentences(text: str, within: Span | None = None) -> list[Span]:
    """Sentences of the whole text, or of one stretch of it. They never cross a paragraph, nor are they endless."""
    blocks = paragraphs(text) if within is None else [within]
    return [sentence for block in blocks for sentence in _split(text, block)]


def _split(text: str, block: Span) -> list[Span]:
    found: list[Span] = []
    start = block.start
    for stop in _STOP.finditer(text, block.start, block.end):
        if _ends(text, start, stop, block.end):
            found.append(trimmed(text, start, stop.end()))
            start = stop.end()
    found.append(trimmed(text, start, block.end))
    return [part for span in found if span.end > span.start for part in _parts(text, span)]


def _parts(text: str, sentence: Span) -> list[Span]:
    """What is longer than any sentence is cut between words, or else anywhere: readers compare all with all in one."""
    parts: list[Span] = []
    start = sentence.start
    while sentence.end - start > _LONGEST_SENTENCE:
        at = text.rfind(" ", start + 1, start + _LONGEST_SENTENCE + 1)
        parts.append(trimmed(text, start, at if at > 0 else start + _LONGEST_SENTENCE))
        start = at if at > 0 else start + _LONGEST_SENTENCE
    return [part for part in (*parts, trimmed(text, start, sentence.end)) if part.end > part.start]


def _ends(text: str, start: int, stop: re.Match[str], limit: int) -> bool:
    """Whether this mark ends a sentence: not after an abbreviation or initial, nor before a small letter."""
    mark = stop.group()
    if mark[0] in "。！？":
        return True
    following = _OPENER.match(text, stop.end(), limit)
    if following and following.group(1).islower():
        return False
    if mark[0] != "." or mark.startswith(".."):
        return not (mark.startswith("..") and mark.endswith("]"))
    before = text[max(start, stop.start() - _LONGEST_ABBREVIATION) : stop.start()].split()
    last = before[-1].lower().lstrip("\"'“‘(") if before else ""
    if last in _MAY_END:
        next_word = _WORD.search(text, stop.end(), limit)
        return next_word is None or next_word.group().lower() in _NEW_START
    if last in _ABBREVIATIONS:
        return following is None
    if before and _INITIAL.search(before[-1]) and following and following.group(1).isupper():
        return before[-1] == "I"
    return True
