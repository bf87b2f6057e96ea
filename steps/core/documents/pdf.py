"""The text layer of a PDF, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from steps.core.errors import PermanentError

MAX_PAGES = 5_000  # their text is as long as a document's may be; more pages say little each
_PASSWORD = 4  # FPDF_ERR_PASSWORD (pdfium, public/fpdfview.h)
_SECURITY = 5  # FPDF_ERR_SECURITY: an encryption that pdfium does not know
_HYPHEN = re.compile("[\ufffe\x02]\n?")  # how pdfium marks a hyphen that only ends a line
_UNSTORABLE = re.compile("[\x00\ud800-\udfff\uffff]")  # characters that neither UTF-8 nor PostgreSQL can hold


def pdf_pages(data: bytes, limit: int) -> list[str]:
    """The text of each page; empty for a page without text.

    Errors: PermanentError `encrypted_document`, `damaged_document`, `empty_document`; `document_too_big` above
    `limit` characters or MAX_PAGES.
    """
    with opened(data) as pdf:
        if len(pdf) > MAX_PAGES:
            raise PermanentError("document_too_big", f"the PDF has more than {MAX_PAGES:,} pages")
        pages: list[str] = []
        left = limit
        for number in range(len(pdf)):
            pages.append(_page_text(pdf, number, left))
            left -= len(pages[-1])
            if left < 0:
                raise _too_long()
        return pages


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The PDF as pypdfium2 knows it, with at least one page; closed afterwards.

    Errors: PermanentError `encrypted_document`, `damaged_document`, `empty_document`.
    """
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (_PASSWORD, _SECURITY):
            raise PermanentError(
                "encrypted_document", "the PDF has a password; remove it and send the PDF again"
            ) from None
        raise _damaged() from None
    try:
        if len(pdf) == 0:
            raise PermanentError("empty_document", "the PDF has no pages")
        yield pdf
    except pypdfium2.PdfiumError:
        raise _damaged() from None
    finally:
        pdf.close()


def _page_text(pdf: Any, number: int, most: int) -> str:
    page = pdf[number]
    layer = page.get_textpage()
    if layer.count_chars() > 2 * most + 2:  # a line end counts twice
        raise _too_long()
    text: str = layer.get_text_range().replace("\r\n", "\n").replace("\r", "\n")
    layer.close()
    page.close()
    return _UNSTORABLE.sub(" ", _HYPHEN.sub("", text))


def _too_long() -> PermanentError:
    return PermanentError("document_too_big", "the PDF has more characters of text than a document may")


def _damaged() -> PermanentError:
    return PermanentError("damaged_document", "the PDF is damaged and cannot be opened; export it again")
