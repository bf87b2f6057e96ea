"""How near topics are to the true ones, and which returned items our labels call right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from steps.core.models import Evidence


class Proven(Protocol):
    @property
    def evidence(self) -> list[Evidence]: ...


def true_borders(truth: dict[str, Any]) -> list[int]:
    """The turns with which a labelled stretch begins, without the one that opens the meeting."""
    starts = {start for topic in truth["topics"] for start, _ in topic["turn_spans"]}
    return sorted(starts)[1:]


def equal_cuts(turns: int, cuts: int) -> list[int]:
    return [round(turns * (cut + 1) / (cuts + 1)) for cut in range(cuts)]


def window_diff(truth: Sequence[int], found: Sequence[int], turns: int) -> float:
    """Share of windows, half a true topic wide, in which the number of borders differs (Pevzner and Hearst 2002)."""
    width = max(2, round(turns / (len(truth) + 1) / 2))

    def inside(borders: Sequence[int], start: int) -> int:
        return sum(start < border <= start + width for border in borders)

    windows = range(turns - width)
    return sum(inside(truth, start) != inside(found, start) for start in windows) / len(windows)


def scored(items: Iterable[Proven], labels: list[dict[str, Any]]) -> tuple[int, int, int]:
    """Right items, returned items, and right labels that no item meets. What stands in no label is wrong."""
    right = returned = 0
    met: set[int] = set()
    for item in items:
        turns = {piece.turn for piece in item.evidence}
        hits = {n for n, label in enumerate(labels) if label["right"] and turns & set(label["turns"])}
        returned += 1
        right += bool(hits)
        met |= hits
    return right, returned, sum(label["right"] for label in labels) - len(met)
