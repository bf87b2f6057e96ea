"""Styles of a Word document, as far as they decide what is seen: struck-out and hidden words, automatic numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

UNSEEN_MARKS = frozenset(
    {"strike", "dstrike", "vanish"}
)  # words that are struck out, once or twice, or hidden
_OFF = frozenset({"0", "false", "off"})
_MOST_ANCESTORS = 20


def is_on(attributes: dict[str, str]) -> bool:
    """Whether a switch such as `<w:strike/>` or `<w:strike w:val="0"/>` is on."""
    return attributes.get("val", "1") not in _OFF


@dataclass
class Style:
    based_on: str | None = None
    marks: dict[str, bool] = field(default_factory=dict)
    number: str | None = None
    level: str | None = None


class Styles:
    """`word/styles.xml`: each style with what it is based on."""

    def __init__(self) -> None:
        self._styles: dict[str, Style] = {}
        self._open = Style()

    def start(self, namespace: str, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            self._open = self._styles[attributes.get("styleId", "")] = Style()
        elif name == "basedOn":
            self._open.based_on = attributes.get("val")
        elif name in UNSEEN_MARKS:
            self._open.marks[name] = is_on(attributes)
        elif name == "numId":
            self._open.number = attributes.get("val")
        elif name == "ilvl":
            self._open.level = attributes.get("val")

    def end(self, name: str) -> None:
        if name == "style":
            self._open = Style()

    def characters(self, text: str) -> None: ...

    def marks(self, style: str | None) -> dict[str, bool]:
        """What the style and those that it is based on say of being seen."""
        found: dict[str, bool] = {}
        for one in self._line(style):
            found = {**one.marks, **found}
        return found

    def numbered(self, style: str | None) -> tuple[str | None, str | None]:
        """The list and the level that a paragraph of the style is numbered in."""
        line = self._line(style)
        number = next((one.number for one in line if one.number is not None), None)
        return number, next((one.level for one in line if one.level is not None), None)

    def _line(self, style: str | None) -> list[Style]:
        """The style, then what it is based on, and so on."""
        found: list[Style] = []
        while style in self._styles and len(found) < _MOST_ANCESTORS:
            found.append(self._styles[style])
            style = self._styles[style].based_on
        return found
