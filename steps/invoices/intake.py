"""What kind of file an invoice came in, and a plain word about those that cannot be read."""

from __future__ import annotations

from typing import Any

from steps.core.documents.isolation.reading import read_apart
from steps.core.documents.legible import is_legible
from steps.core.documents.text import ILLEGIBLE, unsupported
from steps.core.errors import PermanentError
from steps.core.models import Check
from steps.core.storage.media_types import HTML, PDF, SNIFFED_BYTES, XML, sniffed
from steps.invoices.pages.pdf import Pdf
from steps.invoices.rules.language import invoice_language
from steps.invoices.xml.announcement import Announcement
from steps.invoices.xml.attached import Examined
from steps.invoices.xml.embedded import is_invoice
from steps.invoices.xml.files import pdf_file, xml_file
from steps.invoices.xml.reader import Xml, unpacked

_NO_OCR = "no text recognition (OCR) is available here; send a PDF with its text, or the invoice's XML"


def kind_of(data: bytes) -> str:
    """PDF or XML, by content. Errors: PermanentError `empty_document`, `unsupported_document`."""
    start = data.lstrip()[:SNIFFED_BYTES]
    if not start:
        raise PermanentError("empty_document", "the document is empty")
    media_type = sniffed(start, ".xml") or "application/octet-stream"
    if media_type in (PDF, XML, HTML):  # the reader of XML says what is wrong with HTML
        return PDF if media_type == PDF else XML
    if media_type.startswith("image/"):
        raise unsupported(f"the document is a picture, and {_NO_OCR}")
    raise unsupported(f"the document is {media_type}; this job reads PDF, and XML in UBL or CII")


def read_invoice_pdf(data: bytes) -> tuple[Pdf[Examined], Announcement]:
    """The PDF and what its metadata announces, read by a process of its own.

    Errors: as `read_pdf`, PermanentError `document_too_complex`, TemporaryError `reader_unavailable`.
    """
    return read_apart(pdf_file, data, take=_pdf)


def read_invoice_xml(data: bytes) -> Xml:
    """The XML, read by a process of its own.

    Errors: PermanentError `unsafe_document`, `damaged_document`, `unsupported_document`, `document_too_complex`;
    TemporaryError `reader_unavailable`.
    """
    xml = read_apart(xml_file, data, take=unpacked)
    if not is_invoice(xml):
        raise unsupported("the XML is no invoice in UBL or CII (XRechnung, Factur-X, ZUGFeRD)")
    return xml


def _pdf(file: Any) -> tuple[Pdf[Examined], Announcement]:
    pages, attachments, has_pictures, unseen, complete = file["pdf"]
    files, level = file["announcement"]
    found = [Examined.from_json(each) for each in attachments]
    return Pdf(pages, found, has_pictures, unseen, complete), Announcement(tuple(files), level)


def has_letters(pdf: Pdf[Any]) -> bool:
    """Whether the pages have text, and it is what they show."""
    text = "\n".join(pdf.pages)
    return bool(text.strip()) and (invoice_language(text) is not None or is_legible(text))


def require_text(pdf: Pdf[Any]) -> None:
    """Errors: PermanentError `unsupported_document` for pictures of pages and for letters that nobody can read,
    `empty_document` for empty pages."""
    if has_letters(pdf):
        return
    if any(pdf.pages):
        raise unsupported(ILLEGIBLE)
    if pdf.has_pictures:
        raise unsupported(f"the PDF has no text, only pictures of pages, and {_NO_OCR}")
    raise PermanentError("empty_document", "the pages of the PDF are empty")


def file_checks(pdf: Pdf[Any]) -> list[Check]:
    """What is odd about the file itself."""
    ended = (
        "the file ends as it should"
        if pdf.complete
        else "the end of the file is missing: it may have been cut off"
    )
    found = [Check.of("complete-file", pdf.complete, ended)]
    if pdf.unseen:
        detail = f"{pdf.unseen} characters are too small to see or beyond the page's edge; they were not read"
        found.append(Check.of("hidden-text", False, detail, "warn"))
    return found
