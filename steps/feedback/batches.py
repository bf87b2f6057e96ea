"""Items as a reader gets them: each distinct text once, personal data blotted out, packed into batches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from steps.core.text.windows import Window
from steps.feedback import pii

MOST_ITEMS = 40  # of one batch: about 5,000 tokens of answer, which a model writes in well under a minute
MOST_CHARS = 16_000


@dataclass(frozen=True)
class Entry:
    """A text as it is sent, with its rating and the scale it is on."""

    n: int
    text: str
    rating: float | None = None
    scale: str | None = None

    def line(self) -> str:
        told = {"n": self.n, "rating": self.rating, "scale": self.scale, "text": self.text}
        return json.dumps(
            {key: value for key, value in told.items() if value is not None}, ensure_ascii=False
        )


@dataclass(frozen=True)
class Batches:
    """`number_of[i]` is the entry that stands for item i. Windows cut `document` between its lines."""

    entries: list[Entry]
    number_of: list[int]
    document: str
    windows: list[Window]

    def numbers(self, window: Window) -> frozenset[int]:
        """The entries that a window asks about."""
        return frozenset(entry.n for entry in entries_of(window.of(self.document)))


def batches(
    texts: Sequence[tuple[str, float | None]], scale: str | None, only: frozenset[int] | None = None
) -> Batches:
    """Batches of all texts with their ratings, or of the entries numbered in `only`."""
    numbers: dict[tuple[str, float | None], int] = {}
    number_of = [numbers.setdefault(text, len(numbers)) for text in texts]
    entries = [
        Entry(n, pii.blotted(text, pii.find(text)), rating, scale if rating is not None else None)
        for (text, rating), n in numbers.items()
    ]
    lines = [entry.line() for entry in entries if only is None or entry.n in only]
    return Batches(entries, number_of, "\n".join(lines), _packed(lines))


def entries_of(document: str) -> list[Entry]:
    """The way back, for a reader that is a program. A line that is no entry is a text by itself."""
    return [_entry(n, line) for n, line in enumerate(document.split("\n")) if line]


def _entry(n: int, line: str) -> Entry:
    try:
        told = json.loads(line)
        return Entry(told["n"], told["text"], told.get("rating"), told.get("scale"))
    except (ValueError, KeyError, TypeError):
        return Entry(n, line)


def _packed(lines: Iterable[str]) -> list[Window]:
    spans: list[list[int]] = []
    count = at = 0
    for line in lines:
        end = at + len(line)
        if not spans or count == MOST_ITEMS or end - spans[-1][0] > MOST_CHARS:
            spans.append([at, end])
            count = 0
        spans[-1][1] = end
        count += 1
        at = end + 1  # the line end between them
    return [Window(number, len(spans), start, end) for number, (start, end) in enumerate(spans)]
