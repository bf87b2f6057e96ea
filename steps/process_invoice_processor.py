"""Read an invoice: from its XML where it has one, else from its pages; check every sum; say what to look at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from steps.core.context import Context
from steps.core.delivery import Reader, enveloped, failed, reader_of, store_text
from steps.core.documents.read import MAX_BYTES, DocumentText
from steps.core.llm import prices
from steps.core.models import Check, DocumentRef, Envelope, Model, Source, Usage
from steps.core.needs import Need
from steps.core.storage.media_types import PDF
from steps.invoices.from_pages import ask, from_pages
from steps.invoices.from_xml import electronic_of, from_xml
from steps.invoices.intake import (
    file_checks,
    has_letters,
    kind_of,
    read_invoice_pdf,
    read_invoice_xml,
    require_text,
)
from steps.invoices.models import InvoiceResult
from steps.invoices.pages.pdf import Pdf
from steps.invoices.pages.text import document_of
from steps.invoices.report import report
from steps.invoices.rules.language import invoice_language
from steps.invoices.xml.announcement import Announcement
from steps.invoices.xml.announcement_checks import announcement_checks
from steps.invoices.xml.attached import Examined
from steps.invoices.xml.embedded import embedded_invoice
from steps.invoices.xml.profiles import profile_of
from steps.invoices.xml.reader import Xml

NEEDS = frozenset({Need.LLM, Need.STORAGE})
# Measured on 22 specimen invoices whose XML was ignored; `make eval` prints how many of each value were right.
RULES_NOTE = (
    "Read by labels, and by sums that add up, in German, French and English. Lines are given only where they add up. "
    "Layouts without labels are beyond rules; what was not found is null and a reason for review, and pages in other "
    "languages are doubted as a whole."
)


class Input(Model):
    """The event: the invoice, and who we are."""

    document: DocumentRef
    our_vat_id: str | None = None


Output = Envelope[InvoiceResult]


@dataclass(frozen=True)
class Reading:
    """What came of the document, and who read it."""

    result: InvoiceResult
    checks: list[Check]
    reader: Reader
    usage: Usage = field(default_factory=Usage)


def run(input: Input, context: Context) -> Output:
    data = context.storage.read(input.document, limit=MAX_BYTES)
    media_type = kind_of(data)
    page: DocumentText | None = None
    if media_type == PDF:
        pdf, said = read_invoice_pdf(data)
        page = document_of(pdf.pages) if has_letters(pdf) else None
        reading = _from_pdf(pdf, page, said, input, context)
    else:
        reading = _from_xml(read_invoice_xml(data), None, [], input)
    reader, warnings = reading.reader, failed(reading.checks)
    written = report(reading.result, engine=reader.detail, quality_note=reader.note, checks=reading.checks)
    artifacts = {"report": store_text(context, "report.md", written)}
    if page:
        artifacts["text"] = store_text(context, "text.txt", page.text, "text/plain")
    return enveloped(
        Output,
        reading.result,
        context,
        reader,
        artifacts=artifacts,
        source=Source(
            sha256=hashlib.sha256(data).hexdigest(),
            bytes=len(data),
            media_type=media_type,
            chars=len(page.text) if page else None,
            pages=len(page.page_starts) if page else None,
        ),
        checks=reading.checks,
        warnings=warnings,
        usage=reading.usage,
        language=invoice_language(page.text) if page else None,
    )


def _from_pdf(
    pdf: Pdf[Examined], page: DocumentText | None, said: Announcement, input: Input, context: Context
) -> Reading:
    embedded = embedded_invoice(pdf.attachments)
    profile = profile_of(electronic_of(embedded.xml).guideline) if embedded.xml else None
    announced = announcement_checks(said, pdf.attachments, profile)
    found = [*file_checks(pdf), *embedded.checks, *announced]
    if embedded.xml is None:
        require_text(pdf)
        return _from_pages(document_of(pdf.pages), found, input, context)
    if page is None:
        found.append(
            Check.of("page-compared", False, "the pages have no text to compare with the XML", "warn")
        )
    return _from_xml(embedded.xml, page, found, input)


def _from_xml(xml: Xml, page: DocumentText | None, found: list[Check], input: Input) -> Reading:
    result, checks, electronic = from_xml(xml, page, found, input.our_vat_id)
    return Reading(result, checks, Reader("none", f"embedded-xml {electronic.syntax}"))


def _from_pages(document: DocumentText, found: list[Check], input: Input, context: Context) -> Reading:
    answers = ask(context.llm, document, input.our_vat_id, context.progress)
    result, checks = from_pages(document, answers, found, input.our_vat_id)
    usage = prices.total(answer.usage for answer in answers)
    return Reading(result, checks, reader_of(answers[0], RULES_NOTE), usage)
