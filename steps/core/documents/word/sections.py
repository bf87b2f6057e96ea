"""Which headers and footers the pages of a Word document show."""

from __future__ import annotations

from steps.core.documents.word.styles import is_on

_REFERENCES = ("headerReference", "footerReference")


class Settings:
    """Of the whole document: whether even pages have headers and footers of their own."""

    def __init__(self) -> None:
        self.even_pages = False

    def start(self, namespace: str, name: str, attributes: dict[str, str]) -> None:
        if name == "evenAndOddHeaders":
            self.even_pages = is_on(attributes)

    def end(self, name: str) -> None: ...

    def characters(self, text: str) -> None: ...


class Targets:
    """The parts of the package by the id under which the body refers to them."""

    def __init__(self) -> None:
        self.by_id: dict[str, str] = {}

    def start(self, namespace: str, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            self.by_id[attributes.get("Id", "")] = (
                target.lstrip("/") if target.startswith("/") else f"word/{target}"
            )

    def end(self, name: str) -> None: ...

    def characters(self, text: str) -> None: ...


class Sections:
    """The references of all sections, in order: which part, and on which pages (default, first or even)."""

    def __init__(self) -> None:
        self._shown: list[tuple[str, str]] = []
        self._section: list[tuple[str, str]] = []
        self._first_differs = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sectPr":
            self._section, self._first_differs = [], False
        elif name in _REFERENCES:
            self._section.append((attributes.get("id", ""), attributes.get("type", "default")))
        elif name == "titlePg":
            self._first_differs = is_on(attributes)

    def end(self, name: str) -> None:
        if name == "sectPr":
            self._shown += [one for one in self._section if one[1] != "first" or self._first_differs]

    def shown(self, targets: Targets, *, even: bool) -> list[str]:
        """The names of the parts, each once."""
        names = (targets.by_id.get(id, "") for id, pages in self._shown if pages != "even" or even)
        return list(dict.fromkeys(name for name in names if name))
