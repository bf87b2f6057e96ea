"""Items of several windows as one list: what two of them saw in the same words, or read alike, is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from steps.core.models import Evidence
from steps.meetings.text.stems import stems

T = TypeVar("T")

_ALIKE = 0.6  # share of all their words that two items have in common to be one
_MOST_EVIDENCE = 4


@dataclass(frozen=True)
class GroundedItem(Generic[T]):
    """An item with its evidence, the window it comes from, and how sure whoever found it is."""

    wire: T
    evidence: list[Evidence]
    window: int
    sure: float = 0.5

    @property
    def place(self) -> tuple[int, int]:
        return self.evidence[0].start, self.evidence[0].end


def merged(
    items: Iterable[GroundedItem[T]],
    text: Callable[[T], str],
    differ: Callable[[T, T], bool] = lambda item, other: False,
) -> list[GroundedItem[T]]:
    """Each thing once, in order of the meeting. `differ` tells apart what reads alike, such as two people's tasks."""
    kept: list[GroundedItem[T]] = []
    for item in sorted(items, key=lambda entry: (entry.place, entry.window)):
        place = next((place for place, other in enumerate(kept) if _same(item, other, text, differ)), None)
        if place is None:
            kept.append(item)
        else:
            kept[place] = _joined(kept[place], item)
    return kept


def surest(items: list[GroundedItem[T]], most: int) -> list[GroundedItem[T]]:
    """At most so many, the surest, and of equally sure ones the first; surest first."""
    return sorted(items, key=lambda entry: (-entry.sure, entry.place))[:most]


def _same(
    item: GroundedItem[T], other: GroundedItem[T], text: Callable[[T], str], differ: Callable[[T, T], bool]
) -> bool:
    if item.window != other.window and _overlap(item.evidence, other.evidence):
        return True
    words, other_words = set(stems(text(item.wire))), set(stems(text(other.wire)))
    alike = (
        len(words & other_words) >= _ALIKE * len(words | other_words)
        if words | other_words
        else text(item.wire) == text(other.wire)
    )
    return alike and not differ(item.wire, other.wire)


def _overlap(pieces: list[Evidence], other_pieces: list[Evidence]) -> bool:
    return any(
        piece.start < other_piece.end and other_piece.start < piece.end
        for piece in pieces
        for other_piece in other_pieces
    )


def _joined(item: GroundedItem[T], other: GroundedItem[T]) -> GroundedItem[T]:
    """The surer item with the evidence of both; a passage inside another is left out."""
    best = item if item.sure >= other.sure else other
    pieces = sorted({(p.start, -p.end): p for p in [*item.evidence, *other.evidence]}.items())
    evidence: list[Evidence] = []
    for _, piece in pieces:
        if not evidence or piece.end > evidence[-1].end:
            evidence.append(piece)
    return replace(best, evidence=evidence[:_MOST_EVIDENCE])
