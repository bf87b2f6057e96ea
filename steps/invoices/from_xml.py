"""An invoice that comes as XML, alone or embedded in a PDF: no model is asked, every value is as written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steps.core.documents.read import DocumentText
from steps.core.models import Check
from steps.invoices import checks
from steps.invoices.codes import CORRECTION
from steps.invoices.conventions import with_price_basis
from steps.invoices.identifiers import identifiers
from steps.invoices.judge import judged
from steps.invoices.models import Invoice, InvoiceResult
from steps.invoices.money import sums_tolerance
from steps.invoices.xml import cii, ubl
from steps.invoices.xml.agreement import agreement, fields_of
from steps.invoices.xml.conformance import conformance
from steps.invoices.xml.electronic import Electronic
from steps.invoices.xml.profiles import profile_of
from steps.invoices.xml.reader import Xml


def electronic_of(xml: Xml) -> Electronic:
    return cii.read_cii(xml.root) if xml.root.name in cii.ROOTS else ubl.read_ubl(xml.root)


def from_xml(
    xml: Xml, page: DocumentText | None, found: Sequence[Check], our_vat_id: str | None
) -> tuple[InvoiceResult, list[Check], Electronic]:
    """The result and its checks. `page`: the printed side, if there is one; `found`: what was checked before."""
    electronic = electronic_of(xml)
    invoice = with_price_basis(electronic.invoice)
    arithmetic = sums_of(invoice, electronic)
    others = [
        *found,
        *conformance(xml, electronic),
        *(agreement(page, invoice) if page else []),
        *checks.dates(invoice),
        *identifiers(invoice, our_vat_id),
    ]
    result = judged(
        invoice,
        method="embedded_xml",
        fields=fields_of(electronic, page),
        arithmetic=arithmetic,
        others=others,
    )
    return result, [*others, *arithmetic], electronic


def sums_of(invoice: Invoice, electronic: Electronic) -> list[Check]:
    """The sums that the invoice's profile promises. MINIMUM does not tell what was paid before, so what is due is not
    checked there; EXTENDED lets each line add a cent of rounding."""
    profile = profile_of(electronic.guideline)
    level = profile.level if profile else None
    allowed = sums_tolerance(len(invoice.lines)) if level == "extended" else electronic.stated.tolerance
    found = checks.arithmetic(
        invoice,
        replace(electronic.stated, tolerance=allowed),
        correction=electronic.type_code == CORRECTION,
    )
    left_out = level == "minimum" and invoice.totals.prepaid is None
    return [check for check in found if not (left_out and check.code == "BR-CO-16")]
