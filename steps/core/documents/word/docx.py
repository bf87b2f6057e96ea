"""The text of a Word document: headers, body, notes and footers, each as a reader sees it."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TypeVar

from steps.core.documents.word.numbering import Numbering
from steps.core.documents.word.sections import Sections, Settings, Targets
from steps.core.documents.word.seen import SeenText
from steps.core.documents.word.styles import Styles
from steps.core.documents.xml import Handler, UnreadableXml, parse_xml
from steps.core.errors import PermanentError

MAX_XML = 100_000_000  # bytes of one unpacked part; beyond it lies a zip bomb
_CHUNK = 2**18
_MAIN = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_MOST_EDGES = 60  # headers, and as many footers; a document has three of each per section

H = TypeVar("H", bound=Handler)


def docx_text(data: bytes, limit: int) -> str:
    """Paragraphs with an empty line between them, table cells with tabs. What all pages repeat is told once: headers
    before the body, footers after the notes.

    Errors: PermanentError `unsupported_document`, `encrypted_document`, `damaged_document`, `document_too_big`, there
    above `limit` characters.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if _MAIN not in package.namelist():
                raise PermanentError(
                    "unsupported_document",
                    "the document is a zip or an Office file other than docx; send plain text, PDF or docx",
                )
            return _Package(package, limit).text()
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


class _Package:
    def __init__(self, package: zipfile.ZipFile, limit: int) -> None:
        self._package, self._limit = package, limit
        self._names = package.namelist()
        self._styles = self._read("word/styles.xml", Styles())
        self._numbering = self._read("word/numbering.xml", Numbering())

    def text(self) -> str:
        sections, settings = Sections(), self._read("word/settings.xml", Settings())
        body = self._seen(_MAIN, sections)
        shown = sections.shown(self._read(_RELATIONS, Targets()), even=settings.even_pages)
        headers, footers = (
            [self._seen(name) for name in shown if name in self._names and name.startswith(f"word/{kind}")]
            for kind in ("header", "footer")
        )
        notes = [self._seen(name) for name in _NOTES if name in self._names]
        parts = [*_once(headers), body, *notes, *_once(footers)]
        whole = "\n\n".join(part for part in parts if part)
        if len(whole) > self._limit:
            raise PermanentError("document_too_big", "the docx has more characters than a document may")
        return whole

    def _seen(self, name: str, sections: Sections | None = None) -> str:
        return self._read(
            name, SeenText(self._limit, self._styles, self._numbering, sections or Sections())
        ).text.strip("\n")

    def _read(self, name: str, handler: H) -> H:
        """The handler, after it was told the part, if the package has it."""
        if name in self._names:
            parse_xml(self._part(name), handler)
        return handler

    def _part(self, name: str) -> Iterator[bytes]:
        """The part, unpacked a chunk at a time: what it declares as its size may be untrue.

        Errors: PermanentError `encrypted_document`, `document_too_big`.
        """
        info = self._package.getinfo(name)
        if info.flag_bits & 1:
            raise PermanentError(
                "encrypted_document", "the document has a password; remove it and send it again"
            )
        if info.file_size > MAX_XML:
            raise PermanentError(
                "document_too_big", f"the docx unpacks to more than {MAX_XML // 1_000_000} MB"
            )
        with self._package.open(info) as part:
            while chunk := part.read(_CHUNK):
                yield chunk


def _once(parts: list[str]) -> list[str]:
    """Each text once, as sections repeat the headers of those before them."""
    return list(dict.fromkeys(part for part in parts[:_MOST_EDGES] if part.strip()))
