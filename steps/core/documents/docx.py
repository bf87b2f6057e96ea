"""The text of a Word document: what a reader sees, without deleted, moved or hidden words and field codes."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from steps.core.documents.xml import UnreadableXml, parse_xml
from steps.core.errors import PermanentError

MAX_XML = 100_000_000  # bytes of one unpacked part; beyond it lies a zip bomb
_CHUNK = 2**18
_MAIN = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_TEXTS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_UNSEEN = frozenset({"del", "moveFrom", "Fallback"})  # Fallback repeats a text box for old readers
_OFF = frozenset({"0", "false", "off"})


def docx_text(data: bytes, limit: int) -> str:
    """Paragraphs with an empty line between them, table cells with tabs, then the notes.

    Errors: PermanentError `unsupported_document`, `encrypted_document`, `damaged_document`, `document_too_big`, there
    above `limit` characters.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if _MAIN not in names:
                raise PermanentError(
                    "unsupported_document",
                    "the document is a zip or an Office file other than docx; send plain text, PDF or docx",
                )
            texts = [_text(_part(package, name), limit) for name in (_MAIN, *_NOTES) if name in names]
        return "\n\n".join(text for text in texts if text)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        UnreadableXml,
        ValueError,
    ):
        raise PermanentError(
            "damaged_document", "the docx is damaged and cannot be opened; save it again"
        ) from None


def _part(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The part, unpacked a chunk at a time: what it declares as its size may be untrue."""
    info = package.getinfo(name)
    if info.flag_bits & 1:
        raise PermanentError("encrypted_document", "the document has a password; remove it and send it again")
    if info.file_size > MAX_XML:
        raise PermanentError("document_too_big", f"the docx unpacks to more than {MAX_XML // 1_000_000} MB")
    with package.open(info) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _text(part: Iterator[bytes], limit: int) -> str:
    writer = _Writer(limit)
    parse_xml(part, writer)
    return writer.text.strip("\n")


class _Writer:
    """Collects the seen text of one part as its elements open and close."""

    def __init__(self, limit: int) -> None:
        self._limit = self._left = limit
        self._pieces: list[str] = []
        self._unseen = 0
        self._hidden = False
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
        self._cells += name == "tc"
        if name == "r":
            self._hidden = False
        elif name == "vanish":
            self._hidden = attributes.get("val", "1") not in _OFF

    def characters(self, text: str) -> None:
        self._run_length += len(text)
        self._require_room()
        self._run.append(text)

    def end(self, name: str) -> None:
        if name in _UNSEEN:
            self._unseen -= 1
        elif name == "r":
            self._hidden = False
        elif name == "p":
            self._add("\n" if self._cells else "\n\n")
        elif name == "tc":
            self._cells -= 1
            self._close("\t")
        elif name == "tr":
            self._close("\n")
        elif name == "tbl" and not self._cells:
            self._add("\n")
        elif not (self._unseen or self._hidden):
            self._add("".join(self._run) if name == "t" else _TEXTS.get(name, ""))

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
