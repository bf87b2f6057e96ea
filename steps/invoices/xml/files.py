"""What runs in the process that reads an invoice's file: the PDF with all it carries, or the XML, as JSON knows it."""

from __future__ import annotations

from typing import Any

from steps.core.documents.xml import UnreadableXml, UnsafeXml
from steps.core.errors import PermanentError
from steps.invoices.pages.pdf import read_pdf
from steps.invoices.xml.announcement import announcement_in
from steps.invoices.xml.attached import examined
from steps.invoices.xml.reader import packed, read_xml


def pdf_file(data: bytes) -> dict[str, Any]:
    """The fields of Pdf, its attachments examined, and those of Announcement. Errors: as `read_pdf`."""
    pdf = read_pdf(data)
    said = announcement_in(data)
    return {
        "pdf": [
            pdf.pages,
            [examined(each).to_json() for each in pdf.attachments],
            pdf.has_pictures,
            pdf.unseen,
            pdf.complete,
        ],
        "announcement": [said.files, said.level],
    }


def xml_file(data: bytes) -> list[Any]:
    """The packed tree. Errors: PermanentError `unsafe_document`, `damaged_document`."""
    try:
        return packed(read_xml(data))
    except UnsafeXml as error:
        raise PermanentError("unsafe_document", f"the XML is not read: {error}") from None
    except UnreadableXml as error:
        raise PermanentError("damaged_document", f"the XML cannot be read: {error}") from None
