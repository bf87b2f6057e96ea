"""What a reader of an invoice is asked: values in one plain form, and beside each the words that were printed.

Legal for strict structured outputs. What code can compute (sums, checks, offsets, pages, confidence) is not asked.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from steps.core.models import Closed
from steps.invoices.models import Category

Quote = Annotated[str, Field(description="Copied from the document character by character, in one line")]
Plain = Annotated[str, Field(pattern=r"^-?\d+(\.\d{1,6})?$", description="1.234,50 is 1234.50")]
DocumentKind = Literal["invoice", "corrected_invoice", "credit_note", "receipt", "proforma", "other"]
Doubtful = Literal[
    "document_type", "invoice_number", "issue_date", "due_date", "currency", "supplier", "customer", "lines",
    "tax_breakdown", "totals", "language",
]  # fmt: skip


class WireText(Closed):
    value: Annotated[str, Field(description="As printed; for the currency its ISO 4217 code")]
    quote: Quote


class WireDate(Closed):
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    quote: Quote


class WireMoney(Closed):
    amount: Plain
    quote: Annotated[str, Field(description="The amount as printed, character by character")]


class WireParty(Closed):
    name: Annotated[str | None, Field(description="Verbatim, with its legal form")]
    address: Annotated[str | None, Field(description="Street, post code and town, joined by commas")]
    country: Annotated[str | None, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1, only if printed")]
    vat_id: str | None
    tax_id: Annotated[str | None, Field(description="A tax number that is no VAT number")]
    email: str | None
    phone: str | None


class WirePayment(Closed):
    iban: Annotated[str | None, Field(description="The account of the supplier, not of the customer")]
    bic: str | None
    account: str | None
    terms: Annotated[str | None, Field(description="Verbatim")]
    method: str | None


class WireLine(Closed):
    description: str
    quantity: Plain | None
    unit: str | None
    unit_price: Plain | None
    discount: Annotated[Plain | None, Field(description="An amount, not a percentage")]
    tax_rate: Annotated[Plain | None, Field(description="Per cent")]
    line_total: Plain | None
    product_code: str | None
    quote: Annotated[str, Field(description="What is billed, as printed in one line of the document")]


class WireTaxRow(Closed):
    rate: Annotated[Plain | None, Field(description="Per cent")]
    category: Category | None
    base: Plain | None
    amount: Plain
    quote: Annotated[str, Field(description="The tax amount as printed")]


class WireAllowance(Closed):
    reason: str | None
    amount: Plain
    quote: Annotated[str, Field(description="The amount as printed")]


class WireTotals(Closed):
    line_sum: WireMoney | None
    net: WireMoney | None
    tax: WireMoney | None
    gross: WireMoney | None
    prepaid: WireMoney | None
    rounding: WireMoney | None
    due: WireMoney | None


class WireDoubt(Closed):
    field: Doubtful
    reason: Annotated[str, Field(description="One short sentence")]


class InvoiceWire(Closed):
    """An invoice, read. Null means: not printed, or not to be told."""

    document_type: DocumentKind
    invoice_number: WireText | None
    issue_date: WireDate | None
    due_date: WireDate | None
    service_start: WireDate | None
    service_end: WireDate | None
    currency: WireText | None
    supplier: WireParty
    customer: WireParty
    purchase_order: WireText | None
    payment: WirePayment
    lines: Annotated[list[WireLine], Field(max_length=2000)]
    allowances: Annotated[list[WireAllowance], Field(max_length=50)]
    charges: Annotated[list[WireAllowance], Field(max_length=50)]
    tax_breakdown: Annotated[list[WireTaxRow], Field(max_length=30)]
    totals: WireTotals
    doubts: Annotated[list[WireDoubt], Field(max_length=20, description="What could be read another way")]
