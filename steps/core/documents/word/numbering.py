"""The automatic numbers of a Word document: `4.`, `(b)`, `2.1`, as Word counts them (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN, _MOST_LETTERS = 3_999, 260  # beyond, the number is written in figures
_LONGEST = 60  # characters of a number's form
_PLACE = re.compile(r"%([1-9])")
_UNNUMBERED = frozenset({"bullet", "none"})


@dataclass
class Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass
class _List:
    """A list in use: `abstract` counts, so that lists made from one go on counting, unless they start anew."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """`word/numbering.xml`, and how far its lists have counted."""

    def __init__(self) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._abstract = self._list = ""
        self._level = 0

    def start(self, namespace: str, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "abstractNum":
            self._abstract, self._list = attributes.get("abstractNumId", ""), ""
            self._levels[self._abstract] = {}
        elif name == "num":
            self._list = attributes.get("numId", "")
            self._lists[self._list] = _List("")
        elif name == "abstractNumId" and self._list:
            self._lists[self._list].abstract = value
        elif name in ("lvl", "lvlOverride"):
            self._level = _whole(attributes.get("ilvl"), 0)
            if name == "lvl" and not self._list:
                self._levels.setdefault(self._abstract, {})[self._level] = Level()
        elif name == "startOverride" and self._list:
            self._lists[self._list].starts[self._level] = _whole(value, 1)
        elif not self._list and (level := self._levels.get(self._abstract, {}).get(self._level)):
            _fill(level, name, value)

    def end(self, name: str) -> None: ...

    def characters(self, text: str) -> None: ...

    def next(self, number: str | None, level: str | None) -> str:
        """Count one paragraph of a list, and the number before it; nothing for bullets and what is in no list."""
        used = self._lists.get(number or "")
        levels = self._levels.get(used.abstract, {}) if used else {}
        at = _whole(level, 0)
        if used is None or at not in levels:
            return ""
        counts = self._counts.setdefault(used.abstract, {})
        fresh = used.starts.pop(at, None)
        counts[at] = fresh if fresh is not None else counts[at] + 1 if at in counts else levels[at].start
        for deeper in [one for one in counts if one > at]:
            del counts[deeper]
        if levels[at].form in _UNNUMBERED:
            return ""

        def written(place: re.Match[str]) -> str:
            other = int(place[1]) - 1
            shown = levels.get(other, Level())
            return _written(counts.get(other, shown.start), shown.form)

        return _PLACE.sub(written, levels[at].text)


def _fill(level: Level, name: str, value: str) -> None:
    if name == "start":
        level.start = _whole(value, 1)
    elif name == "numFmt":
        level.form = value
    elif name == "lvlText":
        level.text = value[:_LONGEST]


def _written(count: int, form: str) -> str:
    if form.endswith("Roman") and 0 < count <= _MOST_ROMAN:
        roman = ""
        for value, letters in _ROMAN:
            roman += letters * (count // value)
            count %= value
        return roman.upper() if form.startswith("upper") else roman
    if form.endswith("Letter") and 0 < count <= _MOST_LETTERS:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form.startswith("upper") else letter
    return f"{count:02}" if form == "decimalZero" else str(count)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default
