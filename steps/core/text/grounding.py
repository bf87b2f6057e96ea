"""Grounding: a quote counts only if it stands in the source; code finds where, and replaces near misses.

Both sides are compared in a normal form (NFKC, no soft hyphens or zero-width characters, plain quotes and
dashes, white space collapsed) that remembers where each of its characters came from. What a result shows is
always the source's own words: `evidence.quote == source[evidence.start:evidence.end]`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from steps.core.errors import PermanentError
from steps.core.models import Check, Evidence
from steps.core.text.spans import Span, trimmed

STATEMENT = 12  # characters a quoted statement needs at least; shorter ones prove little
NAME = 2  # characters a quoted name or number needs at least
NEAR = 95.0  # per cent of likeness (rapidfuzz ratio) from which a near miss is repaired
MAX_DROPPED = 0.20  # share of quotes that may be missing before the whole answer is refused

_PLAIN = str.maketrans(
    {**dict.fromkeys("‘’‚‛`´′", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")}
)
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
_MARKS = "\u0300-\u036f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
_PIECE = re.compile(rf"(\s+)|([!-~]+(?![{_MARKS}]))|([^\s][{_MARKS}]*)")
# In normal form white space is one space.
_OMISSION = re.compile(r" ?(?:\[ ?\.{3,}+ ?\]|\(\.{3}\)|\.{3,}|<omitted>) ?")
_DIGITS = re.compile(r"\d+")
_NEGATION = re.compile(r"\b(?:not|no|never|none|nor|without|cannot)\b|n't\b", re.IGNORECASE)


@dataclass(frozen=True)
class Normal:
    """A text in normal form; character i of `text` came from source[starts[i]:ends[i]]."""

    text: str
    starts: list[int]
    ends: list[int]


def normalise(source: str) -> Normal:
    """The normal form of a text, with the way back."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece in _PIECE.finditer(source.translate(_PLAIN)):
        space, plain, other = piece.groups()
        if plain:
            text.append(plain)
            starts += range(piece.start(), piece.end())
            ends += range(piece.start() + 1, piece.end() + 1)
            continue
        shown = " " if space else _INVISIBLE.sub("", unicodedata.normalize("NFKC", other)).translate(_PLAIN)
        if (
            shown == " " and text and text[-1][-1] == " "
        ):  # white space on both sides of an invisible character
            ends[-1] = piece.end()
            continue
        if shown:
            text.append(shown)
            starts += [piece.start()] * len(shown)
            ends += [piece.end()] * len(shown)
    return Normal("".join(text), starts, ends)


@dataclass
class Grounding:
    """Looks quotes up in one source and keeps count of what it found, repaired and dropped."""

    source: str
    found: int = 0
    repaired: int = 0
    dropped: int = 0
    _normal: Normal = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._normal = normalise(self.source)

    def statement(self, *quotes: str) -> list[Evidence]:
        """Evidence for one statement: an entry per contiguous piece. Empty: nothing stands in the source."""
        return [evidence for quote in quotes for evidence in self._pieces(quote)]

    def name(self, name: str) -> Evidence | None:
        """The first place where a name or number stands as a word of its own."""
        return self._counted([self._look_up(name, NAME)])[0]

    def reject(self) -> None:
        """Count a statement as dropped although its quote stands in the source: it does not carry the statement."""
        self.found -= 1
        self.dropped += 1

    def peek(self, quote: str, minimum: int = STATEMENT, after: int = 0) -> Evidence | None:
        """Where a quote stands at or after an offset, without counting and without repair."""
        span = self._exact(normalise(quote).text.strip(), minimum, after)
        return self._evidence(span) if span else None

    @property
    def total(self) -> int:
        return self.found + self.repaired + self.dropped

    def check(self) -> Check:
        """The counts, as one check: passed when nothing was dropped."""
        detail = f"{self.found} of {self.total} quotes and names stand in the source"
        if self.repaired:
            detail += f", {self.repaired} nearly so and now in its words"
        if self.dropped:
            detail += f", {self.dropped} dropped"
        return Check.of("grounded", not self.dropped, detail, "warn")

    def require(self) -> None:
        """Errors: PermanentError `ungrounded` when more than a fifth was dropped."""
        if self.dropped > MAX_DROPPED * self.total:
            raise PermanentError(
                "ungrounded", f"{self.dropped} of {self.total} quoted passages do not stand in the source"
            )

    def _pieces(self, quote: str) -> list[Evidence]:
        whole = self._look_up(quote, STATEMENT)
        if whole is None:
            pieces = [piece for piece in _OMISSION.split(normalise(quote).text) if piece.strip("\"' ")]
            if len(pieces) > 1:
                return [
                    hit for hit in self._counted(self._look_up(piece, STATEMENT) for piece in pieces) if hit
                ]
        return [hit for hit in self._counted([whole]) if hit]

    def _counted(self, hits: Iterable[tuple[Evidence, bool] | None]) -> list[Evidence | None]:
        kept: list[Evidence | None] = []
        for hit in hits:
            if hit is None:
                self.dropped += 1
            elif hit[1]:
                self.repaired += 1
            else:
                self.found += 1
            kept.append(hit[0] if hit else None)
        return kept

    def _look_up(self, quote: str, minimum: int) -> tuple[Evidence, bool] | None:
        """The evidence and whether it had to be repaired."""
        needle = normalise(quote).text.strip()
        for candidate in (needle, needle.strip("\"' .")):
            if span := self._exact(candidate, minimum, 0):
                return self._evidence(span), False
        span = self._nearest(needle) if len(needle) >= max(minimum, STATEMENT) else None
        return (self._evidence(span), True) if span else None

    def _exact(self, needle: str, minimum: int, after: int) -> Span | None:
        if len(needle) < minimum:
            return None
        text = self._normal.text
        at = text.find(needle, bisect_left(self._normal.starts, after))
        while at >= 0:
            if len(needle) >= STATEMENT or _stands_alone(text, at, at + len(needle)):
                return Span(at, at + len(needle))
            at = text.find(needle, at + 1)
        return None

    def _nearest(self, needle: str) -> Span | None:
        """The likest window of the source, on word boundaries, if it says the same numbers and negations."""
        from rapidfuzz import fuzz  # most answers quote well and never need it

        text = self._normal.text
        window = fuzz.partial_ratio_alignment(needle, text, score_cutoff=NEAR)
        if window is None or not text:
            return None
        best, likeness = None, 0.0
        for start in _boundaries(text, window.dest_start):
            for end in _boundaries(text, window.dest_end):
                span = trimmed(text, start, end)
                if (score := fuzz.ratio(needle, span.of(text))) > likeness:
                    best, likeness = span, score
        if best is None or likeness < NEAR or _facts(best.of(text)) != _facts(needle):
            return None
        return best

    def _evidence(self, span: Span) -> Evidence:
        start, end = self._normal.starts[span.start], self._normal.ends[span.end - 1]
        return Evidence(quote=self.source[start:end], start=start, end=end)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """No letter or digit touches the span, unless the script writes without spaces."""
    outside = ((start - 1, start), (end, end - 1))
    return not any(
        0 <= beside < len(text)
        and text[beside].isalnum()
        and text[edge].isalnum()
        and ord(text[edge]) < 0x2E80
        for beside, edge in outside
    )


def _boundaries(text: str, at: int) -> list[int]:
    """The word boundaries to the left and right of a place."""
    left = right = at
    while 0 < left < len(text) and text[left - 1].isalnum() and text[left].isalnum():
        left -= 1
    while 0 < right < len(text) and text[right - 1].isalnum() and text[right].isalnum():
        right += 1
    return sorted({left, right})


def _facts(text: str) -> tuple[list[str], int]:
    return _DIGITS.findall(text), len(_NEGATION.findall(text))
