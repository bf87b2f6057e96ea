"""What a reader sees of one part of a Word document: no deleted, moved, struck-out or hidden words, no field codes."""

from __future__ import annotations

from dataclasses import dataclass

from steps.core.documents.word.numbering import Numbering
from steps.core.documents.word.sections import Sections
from steps.core.documents.word.styles import UNSEEN_MARKS, Styles, is_on
from steps.core.errors import PermanentError

_TEXTS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_UNSEEN = frozenset({"del", "moveFrom", "Fallback"})  # Fallback repeats a text box for old readers


@dataclass
class _Paragraph:
    style: str | None = None
    number: str | None = None
    level: str | None = None
    counted: bool = False
    gone: bool = False  # its end was deleted, so that it is no paragraph of its own


class SeenText:
    """Collects the seen text of one part as its elements open and close."""

    def __init__(self, limit: int, styles: Styles, numbering: Numbering, sections: Sections) -> None:
        self._limit = self._left = limit
        self._styles, self._numbering, self._sections = styles, numbering, sections
        self._pieces: list[str] = []
        self._paragraphs: list[_Paragraph] = []
        self._unseen = self._before = 0
        self._marks: dict[str, bool] = {}
        self._in_run = self._described = False
        self._run: list[str] = []
        self._run_length = 0
        self._cells = 0

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def start(self, namespace: str, name: str, attributes: dict[str, str]) -> None:
        self._run.clear()
        self._run_length = 0
        self._unseen += name in _UNSEEN
        self._before += name.endswith("Change")  # how it was before somebody changed its looks
        self._cells += name == "tc"
        if self._before:
            return
        if name == "p":
            self._paragraphs.append(_Paragraph())
        elif name == "r":
            self._in_run, self._marks = True, self._styles.marks(self._paragraph.style)
        elif name == "rStyle" and self._in_run:
            self._marks = {**self._marks, **self._styles.marks(attributes.get("val"))}
        elif name in UNSEEN_MARKS and self._in_run:
            self._marks = {**self._marks, name: is_on(attributes)}
        elif name == "pPr":
            self._described = True
        elif self._described:
            self._describe(name, attributes)
        self._sections.start(name, attributes)

    @property
    def _paragraph(self) -> _Paragraph:
        return self._paragraphs[-1] if self._paragraphs else _Paragraph()

    def _describe(self, name: str, attributes: dict[str, str]) -> None:
        """What stands before a paragraph's words: its style, the list it is in, whether its end was deleted."""
        paragraph, value = self._paragraph, attributes.get("val")
        if name == "pStyle":
            paragraph.style = value
        elif name == "numId":
            paragraph.number = value
        elif name == "ilvl":
            paragraph.level = value
        elif name == "del":
            paragraph.gone = True

    def characters(self, text: str) -> None:
        self._run_length += len(text)
        self._require_room()
        self._run.append(text)

    def end(self, name: str) -> None:
        self._sections.end(name)
        if name.endswith("Change"):
            self._before -= 1
        elif name in _UNSEEN:
            self._unseen -= 1
        elif name == "r":
            self._in_run, self._marks = False, {}
        elif name == "pPr":
            self._described = False
        elif name == "p":
            self._end_paragraph()
        elif name == "tc":
            self._cells -= 1
            self._close("\t")
        elif name == "tr":
            self._close("\n")
        elif name == "tbl" and not self._cells:
            self._add("\n")
        elif not (self._unseen or any(self._marks.values())):
            self._say("".join(self._run) if name == "t" else _TEXTS.get(name, ""))

    def _say(self, text: str) -> None:
        """Words, behind their paragraph's number if they are its first."""
        if text.strip() and self._paragraphs and not self._paragraph.counted:
            number = self._count()
            self._add(f"{number} " if number else "")
        self._add(text)

    def _count(self) -> str:
        paragraph = self._paragraph
        paragraph.counted = True
        number, level = self._styles.numbered(paragraph.style)
        return self._numbering.next(
            paragraph.number if paragraph.number is not None else number,
            paragraph.level if paragraph.level is not None else level,
        )

    def _end_paragraph(self) -> None:
        """A numbered paragraph without seen words takes its number all the same, unless it is gone."""
        if not (self._paragraph.counted or self._paragraph.gone):
            self._count()
        if self._paragraphs:
            self._paragraphs.pop()
        self._add("\n" if self._cells else "\n\n")

    def _add(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._left -= len(text)
            self._require_room()

    def _require_room(self) -> None:
        """Errors: PermanentError `document_too_big`."""
        if self._left < 0 or self._run_length > self._limit:
            raise PermanentError("document_too_big", "the docx has more characters than a document may")

    def _close(self, mark: str) -> None:
        """End a cell or row: the line ends inside it give way to its own mark."""
        while self._pieces and not self._pieces[-1].strip("\n\t"):
            if mark == "\t" and self._pieces[-1] == "\t":
                break
            self._pieces.pop()
        self._pieces.append(mark)
