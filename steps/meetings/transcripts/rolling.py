"""Captions that roll: each shows the line before once more, or grows by words; what is shown twice was said once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_TAG = re.compile(r"<[^<>]{0,500}>")
_LEAST_CUES = 4  # fewer may repeat each other because people do
_ROLLING = 0.5  # share of the cues that show again what the one before them shows


class Cue(NamedTuple):
    """One caption. `lines` are stretches of the source; times are milliseconds."""

    start_ms: int
    end_ms: int
    lines: Sequence[tuple[int, int]]


def once(text: str, cues: Sequence[Cue]) -> Sequence[Cue]:
    """The cues with each line where it is shown first, if most of them repeat; else as they are."""
    if len(cues) < _LEAST_CUES:
        return cues
    shown = [[_plain(text[start:end]) for start, end in cue.lines] for cue in cues]
    again = [0, *(_repeated(before, after) for before, after in pairwise(shown))]
    grown = [*(_grows(before, after) for before, after in pairwise(shown)), False]
    repeating = sum(bool(count) for count in again) + sum(grown)
    if repeating < _ROLLING * (len(cues) - 1):
        return cues
    return [
        cue._replace(lines=list(cue.lines[count : len(cue.lines) - grows]))
        for cue, count, grows in zip(cues, again, grown, strict=True)
    ]


def _plain(line: str) -> str:
    return " ".join(_TAG.sub("", line).split()).casefold()


def _repeated(before: Sequence[str], after: Sequence[str]) -> int:
    """With how many of the last lines of the cue before a cue begins."""
    most = min(len(before), len(after))
    return next((count for count in range(most, 0, -1) if before[-count:] == after[:count]), 0)


def _grows(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the last line of a cue is the beginning of the next cue's first line."""
    return bool(before and after) and after[0].startswith(f"{before[-1]} ")
