"""A document as people have it (txt, pdf, docx) becomes text with page offsets, or an error that says what to do."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from steps.core.documents.isolation.reading import read_apart
from steps.core.documents.text import Kind, text_of
from steps.core.errors import PermanentError
from steps.core.models import Source

KINDS: frozenset[Kind] = frozenset({"txt", "pdf", "docx"})
MAX_BYTES = 20_000_000  # of a document; a contract of 300 scanned pages stays below it


@dataclass(frozen=True)
class DocumentText:
    """The text of a document. `page_starts`: the offset of each page's first character; empty without pages."""

    text: str
    media_type: str
    page_starts: tuple[int, ...] = ()

    def page(self, offset: int) -> int | None:
        """The page, from 1, on which a character stands; None where the kind has no pages."""
        return bisect_right(self.page_starts, offset) if self.page_starts else None

    def source(self, data: bytes) -> Source:
        """What the envelope says of the document that these bytes are."""
        return Source(
            sha256=hashlib.sha256(data).hexdigest(),
            bytes=len(data),
            media_type=self.media_type,
            chars=len(self.text),
            pages=len(self.page_starts) or None,
        )


def read_document(data: bytes, kinds: Set[Kind] = KINDS) -> DocumentText:
    """Read a document by what it is, not by its name, in a process of its own.

    Errors: PermanentError `unsupported_document`, `encrypted_document`, `damaged_document`, `empty_document`,
    `document_too_big`, `document_too_complex`; TemporaryError `reader_unavailable`.
    """
    if len(data) > MAX_BYTES:
        raise PermanentError("document_too_big", f"the document is larger than {MAX_BYTES // 1_000_000} MB")
    return read_apart(text_of, data, sorted(kinds), take=_document)


def _document(answer: Any) -> DocumentText:
    text, media_type, starts = answer
    return DocumentText(text, media_type, tuple(starts))
