"""The text of a document by what it is, not by its name: what runs in the process that reads it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from steps.core.documents.legible import is_legible
from steps.core.documents.word.docx import docx_text
from steps.core.errors import PermanentError
from steps.core.storage.media_types import (
    DOCX,
    HTML,
    OLE,
    PDF,
    SNIFFED_BYTES,
    XLSX,
    XML,
    ZIP,
    is_text,
    sniffed,
    text_type,
)  # fmt: skip

Kind = Literal["txt", "pdf", "docx"]
MAX_CHARS = 3_000_000  # of a document's text: about 1,000 printed pages

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = {
    "application/rtf": "RTF",
    "application/gzip": "a gzip archive",
    "application/x-7z-compressed": "a 7z archive",
    "application/vnd.rar": "a rar archive",
}
ILLEGIBLE = (
    "the text of the PDF cannot be read (its fonts do not say which letters they show); run text recognition (OCR) on "
    "it or export it again"
)
_MEDIA = {"image": "an image", "audio": "audio", "video": "a video"}


def text_of(data: bytes, kinds: Collection[Kind]) -> tuple[str, str, list[int]]:
    """The text, its media type, and the offset of each page's first character.

    Errors: PermanentError `unsupported_document`, `encrypted_document`, `damaged_document`, `empty_document`,
    `document_too_big`.
    """
    if not data.strip():
        raise PermanentError("empty_document", "the document is empty")
    kind = kind_of(data)
    if kind not in kinds:
        raise unsupported(f"the document is {kind}; this job reads {', '.join(sorted(kinds))}")
    starts: list[int] = []
    if kind == "pdf":
        from steps.core.documents.pdf import pdf_pages

        media_type = PDF
        text, starts = _joined(pdf_pages(data, MAX_CHARS))
        require_legible(text)
    elif kind == "docx":
        text, media_type = docx_text(data, MAX_CHARS), DOCX
    else:
        text, media_type = plain_text(data), "text/plain"
    if len(text) > MAX_CHARS:
        raise PermanentError("document_too_big", f"the text has more than {MAX_CHARS:,} characters")
    if not any(character.isalpha() for character in text):
        raise PermanentError("empty_document", _no_words(kind))
    return text, media_type, starts


def kind_of(data: bytes) -> Kind:
    """The kind by content. Errors: PermanentError `unsupported_document`, `encrypted_document`."""
    media_type = sniffed(data[:SNIFFED_BYTES])
    if media_type == PDF:
        return "pdf"
    if media_type in (DOCX, XLSX, ZIP):  # the parts of the package tell which
        return "docx"
    if media_type == OLE:
        if _ENCRYPTED in data:
            raise PermanentError(
                "encrypted_document", "the document has a password; remove it and send it again"
            )
        raise unsupported("the document is in an old Office format; save it as docx or PDF")
    name = _FOREIGN.get(media_type or "") or _MEDIA.get((media_type or "").partition("/")[0])
    if name:
        raise unsupported(f"the document is {name}; send plain text, PDF or docx")
    return "txt"


def plain_text(data: bytes) -> str:
    """UTF-8, UTF-16 with a byte order mark, or Windows-1252. Line ends and a UTF-8 mark stay as they are.

    Errors: PermanentError `unsupported_document` for what is not plain text.
    """
    text = _decoded(data)
    if not is_text(text):
        raise unsupported("the document is not text; send plain text, PDF or docx")
    if text_type(text) in (HTML, XML):
        raise unsupported("the document is HTML or XML; send it as plain text, PDF or docx")
    return text


def require_legible(text: str) -> None:
    """Errors: PermanentError `unsupported_document` for the text of a PDF that no person would read there."""
    if not is_legible(text):
        raise unsupported(ILLEGIBLE)


def unsupported(message: str) -> PermanentError:
    return PermanentError("unsupported_document", message)


def _decoded(data: bytes) -> str:
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8", "windows-1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unsupported("the document is not text in a known encoding; send it as UTF-8")


def _joined(pages: list[str]) -> tuple[str, list[int]]:
    """Pages one after the other, each ended by a line end."""
    starts, end = [], 0
    for page in pages:
        starts.append(end)
        end += len(page) + 1
    return "".join(f"{page}\n" for page in pages), starts


def _no_words(kind: Kind) -> str:
    if kind == "pdf":
        return "the PDF has no text, only pictures of pages; run text recognition (OCR) on it first"
    return "there is no word in the document"
