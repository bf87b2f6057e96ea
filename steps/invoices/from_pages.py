"""An invoice that is only printed: a reader is asked about its text, and every value is looked up in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from steps.core.documents.read import DocumentText
from steps.core.llm.answers import Answer
from steps.core.llm.client import LLM
from steps.core.models import Check
from steps.core.text.windows import Window, in_parallel, windows
from steps.invoices import checks, prompt
from steps.invoices.conventions import conventional, is_negated
from steps.invoices.identifiers import identifiers
from steps.invoices.judge import judged
from steps.invoices.models import Invoice, InvoiceResult
from steps.invoices.pages.assemble import Assembly
from steps.invoices.pages.merge import merged
from steps.invoices.wire import InvoiceWire


def ask(
    llm: LLM, document: DocumentText, our_vat_id: str | None, progress: Callable[[int, int], None]
) -> list[Answer[InvoiceWire]]:
    """One answer for each window of whole pages."""

    def question(window: Window) -> Answer[InvoiceWire]:
        return llm.ask(
            schema_name=prompt.SCHEMA_NAME,
            instructions=prompt.instructions(our_vat_id),
            document=window.of(document.text),
            answer=InvoiceWire,
            max_output_tokens=prompt.MAX_OUTPUT_TOKENS,
            part=window.number,
        )

    parts = windows(document.text, prompt.WINDOW, borders=document.page_starts, overlap=0.0)
    return in_parallel(question, parts, progress)


def from_pages(
    document: DocumentText,
    answers: Sequence[Answer[InvoiceWire]],
    found: Sequence[Check],
    our_vat_id: str | None,
) -> tuple[InvoiceResult, list[Check]]:
    """The result and its checks; `found`: what was checked before. Errors: PermanentError `ungrounded`."""
    wire = merged([answer.value for answer in answers])
    assembly = Assembly(document, wire, our_vat_id)
    printed = assembly.invoice()
    invoice = conventional(printed)
    arithmetic = checks.arithmetic(invoice, correction=wire.document_type == "corrected_invoice")
    others = [*found, *assembly.checks, *checks.dates(invoice), *identifiers(invoice, our_vat_id)]
    if printed.document_type == "credit_note" and is_negated(printed):
        others.append(
            Check.of("credit-note-sign", True, "printed with a minus; given without, as credit notes are")
        )
    if orders := assembly.printed.orders:
        detail = f"{len(orders)} rows give orders to a reading machine; they were not followed"
        others.append(Check.of("orders-in-document", False, detail, "warn"))
    result = judged(
        invoice,
        method="text_layer" if answers[0].engine == "rules" else "model",
        fields=assembly.fields,
        arithmetic=arithmetic,
        others=others,
        doubts=[
            *(f"{doubt.field}: {doubt.reason}" for doubt in wire.doubts),
            *_of_kind(invoice, wire),
            *(
                ["values that do not stand in the document were dropped"]
                if assembly.printed.grounding.dropped
                else []
            ),
        ],
    )
    return result, [*others, *arithmetic]


def _of_kind(invoice: Invoice, wire: InvoiceWire) -> list[str]:
    """What a person must know who takes it for an ordinary invoice."""
    told = any(doubt.field == "document_type" for doubt in wire.doubts)
    if invoice.document_type == "other" and not told:
        return ["document_type: the document is no invoice; nothing is due"]
    return []
