"""What invoice-processor leaves for its caller. Names follow EN 16931 where it has one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from steps.core.models import Closed, Evidence

DocumentType = Literal["invoice", "credit_note", "receipt", "proforma", "other"]
Method = Literal["embedded_xml", "text_layer", "ocr", "model"]
Category = Literal["S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"]


class Party(Closed):
    name: str | None = None
    address: str | None = None
    country: str | None = Field(default=None, description="ISO 3166-1")
    vat_id: str | None = None
    tax_id: str | None = Field(default=None, description="A tax number that is no VAT number")
    email: str | None = None
    phone: str | None = None


class Payment(Closed):
    iban: str | None = None
    bic: str | None = None
    account: str | None = Field(default=None, description="An account number that is no IBAN")
    terms: str | None = None
    method: str | None = None


class Line(Closed):
    """One billed line. quantity x unit_price - discount = line_total."""

    n: int = Field(ge=1)
    description: str
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = Field(default=None, description="Without tax, for one unit")
    discount: Decimal | None = Field(default=None, description="Taken off the line; negative for a charge")
    tax_rate: Decimal | None = Field(default=None, description="Per cent")
    line_total: Decimal | None = None
    product_code: str | None = None
    evidence: list[Evidence] = []


class Allowance(Closed):
    """Taken off the whole invoice, or (as a charge) added to it; never negative on an ordinary invoice."""

    reason: str | None = None
    amount: Decimal


class TaxRow(Closed):
    """What one tax rate, or one reason for none, comes to."""

    rate: Decimal | None = Field(default=None, description="Per cent")
    category: Category | None = Field(default=None, description="UNCL 5305")
    base: Decimal | None = None
    amount: Decimal


class Totals(Closed):
    line_sum: Decimal | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    due: Decimal | None = None


class ReadField(Closed):
    """One value as it was printed or written, how sure it is (0 to 1), and where it stands."""

    name: str
    raw: str
    confidence: float = Field(ge=0, le=1)
    evidence: Evidence | None = None


class Validation(Closed):
    arithmetic_ok: bool
    ids_ok: bool
    dates_ok: bool


class Invoice(Closed):
    """What an invoice says, however it was read."""

    document_type: DocumentType = "invoice"
    invoice_number: str | None = None
    issue_date: date | None = None
    due_date: date | None = None
    service_start: date | None = None
    service_end: date | None = None
    currency: str | None = Field(default=None, description="ISO 4217")
    supplier: Party = Party()
    customer: Party = Party()
    purchase_order: str | None = None
    payment: Payment = Payment()
    lines: list[Line] = []
    allowances: list[Allowance] = []
    charges: list[Allowance] = []
    tax_breakdown: list[TaxRow] = []
    totals: Totals = Totals()
    prices_include_tax: bool | None = Field(
        default=None, description="Of the lines; null where it cannot be told"
    )


class InvoiceResult(Invoice):
    """An invoice, where each value came from, and whether a person should look at it."""

    fields: list[ReadField] = []
    extraction_method: Method
    duplicate_key: str = Field(
        description="Equal for two documents that bill the same thing: supplier, number, date, gross total, currency"
    )
    validation: Validation
    needs_review: bool
    review_reasons: list[str] = []
