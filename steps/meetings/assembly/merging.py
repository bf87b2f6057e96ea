"""Items of several windows as one list: what two of them saw in the same words, or read alike, is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from steps.core.models import Evidence
from steps.meetings.text.salience import stems

T = TypeVar("T")

_ALIKE = 0.6  # share of all their words that two items have in common to be one
_MOST_EVIDENCE = 4


@dataclass(frozen=True)
class Found(Generic[T]):
    """An item with its evidence, the window it comes from, and how sure whoever found it is."""

    item: T
    evidence: list[Evidence]
    window: int
    sure: float = 0.5

    @property
    def place(self) -> tuple[int, int]:
        return self.evidence[0].start, self.evidence[0].end


def merged(
    found: Iterable[Found[T]],
    text: Callable[[T], str],
    differ: Callable[[T, T], bool] = lambda one, other: False,
) -> list[Found[T]]:
    """Each thing once, in order of the meeting. `differ` tells apart what reads alike, such as two people's tasks."""
    kept: list[Found[T]] = []
    for one in sorted(found, key=lambda entry: (entry.place, entry.window)):
        place = next((place for place, other in enumerate(kept) if _same(one, other, text, differ)), None)
        if place is None:
            kept.append(one)
        else:
            kept[place] = _joined(kept[place], one)
    return kept


def surest(found: list[Found[T]], most: int) -> list[Found[T]]:
    """At most so many, the surest, and of equally sure ones the first; surest first."""
    return sorted(found, key=lambda entry: (-entry.sure, entry.place))[:most]


def _same(one: Found[T], other: Found[T], text: Callable[[T], str], differ: Callable[[T, T], bool]) -> bool:
    if one.window != other.window and _overlap(one.evidence, other.evidence):
        return True
    mine, theirs = set(stems(text(one.item))), set(stems(text(other.item)))
    alike = (
        len(mine & theirs) >= _ALIKE * len(mine | theirs)
        if mine | theirs
        else text(one.item) == text(other.item)
    )
    return alike and not differ(one.item, other.item)


def _overlap(one: list[Evidence], other: list[Evidence]) -> bool:
    return any(mine.start < theirs.end and theirs.start < mine.end for mine in one for theirs in other)


def _joined(one: Found[T], other: Found[T]) -> Found[T]:
    """The surer item with the evidence of both; a passage inside another is left out."""
    best = one if one.sure >= other.sure else other
    pieces = sorted({(p.start, -p.end): p for p in [*one.evidence, *other.evidence]}.items())
    evidence: list[Evidence] = []
    for _, piece in pieces:
        if not evidence or piece.end > evidence[-1].end:
            evidence.append(piece)
    return replace(best, evidence=evidence[:_MOST_EVIDENCE])
