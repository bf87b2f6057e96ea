"""The result as Markdown for people: what to pay to whom, what to look at first, then lines and checks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from steps.core.models import Check
from steps.core.text.markdown import bullets, document, escape, note, section, table
from steps.invoices.models import InvoiceResult, Party

MOST_LINES = 100
_KINDS = {
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "receipt": "Receipt",
    "proforma": "Pro forma invoice",
}
_METHODS = {
    "embedded_xml": "read from its XML", "text_layer": "read from its text by rules",
    "model": "read from its text by a model", "ocr": "read from a picture",
}  # fmt: skip
_TOTALS = (
    ("line_sum", "Sum of the lines"), ("net", "Net total"), ("tax", "Tax"), ("gross", "Gross total"),
    ("prepaid", "Prepaid"), ("rounding", "Rounding"), ("due", "Amount due"),
)  # fmt: skip


def report(result: InvoiceResult, *, engine: str, quality_note: str | None, checks: Sequence[Check]) -> str:
    """The whole report; the same result gives the same text."""
    parts = [
        _head(result, engine, quality_note), _review(result), _parties(result), _totals(result), _payment(result),
        _lines(result), _taxes(result), _places(result), _checks(checks),
    ]  # fmt: skip
    return document(parts)


def _head(result: InvoiceResult, engine: str, quality_note: str | None) -> str:
    title = f"# {_KINDS.get(result.document_type, 'Document')} {escape(result.invoice_number or 'without a number')}"
    facts = [
        f"issued {result.issue_date}" if result.issue_date else "no date of issue",
        f"due {result.due_date}" if result.due_date else None,
        _METHODS[result.extraction_method] + f" ({escape(engine)})",
    ]
    head = f"{title}\n\n{' · '.join(fact for fact in facts if fact)}"
    return f"{head}\n\n{note(quality_note)}" if quality_note else head


def _review(result: InvoiceResult) -> str:
    if not result.needs_review:
        return "**Nothing to look at:** all values were found and all sums close."
    return section("Look at this first", bullets(map(escape, result.review_reasons)))


def _parties(result: InvoiceResult) -> str:
    rows = [("From", _party(result.supplier)), ("To", _party(result.customer))]
    if result.purchase_order:
        rows.append(("Order", escape(result.purchase_order)))
    return table(("", ""), rows)


def _party(party: Party) -> str:
    vat = f"VAT {party.vat_id}" if party.vat_id else None
    told = (party.name, party.address, party.country, vat)
    return escape(", ".join(text for text in told if text)) or "not named"


def _totals(result: InvoiceResult) -> str:
    currency = result.currency or ""
    rows = [
        (f"**{label}**" if name == "gross" else label, f"{money(value)} {currency}")
        for name, label in _TOTALS
        if (value := getattr(result.totals, name)) is not None
    ]
    extra = [(entry, "Less") for entry in result.allowances] + [(entry, "Plus") for entry in result.charges]
    rows[1:1] = [
        (f"{sign} {escape(entry.reason or '')}", f"{money(entry.amount)} {currency}") for entry, sign in extra
    ]
    return table(("Sum", "Amount:"), rows)


def _payment(result: InvoiceResult) -> str:
    payment = result.payment
    told = {"IBAN": payment.iban, "BIC": payment.bic, "Account": payment.account, "Terms": payment.terms}
    return bullets(f"{name}: {escape(text)}" for name, text in told.items() if text)


def _lines(result: InvoiceResult) -> str:
    rows = [
        (
            line.n,
            escape(line.description),
            f"{number(line.quantity)} {escape(line.unit or '')}",
            money(line.unit_price),
            money(line.line_total),
        )
        for line in result.lines[:MOST_LINES]
    ]
    more = len(result.lines) - MOST_LINES
    lines = table(("n", "What", "Quantity:", "Price:", "Total:"), rows)
    return lines + (f"\n\n... and {more} more lines" if more > 0 else "")


def _taxes(result: InvoiceResult) -> str:
    rows = [
        (f"{number(row.rate)} % {row.category or ''}", money(row.base), money(row.amount))
        for row in result.tax_breakdown
    ]
    return table(("Tax", "Base:", "Amount:"), rows)


def _places(result: InvoiceResult) -> str:
    """The values as printed, and on which page: what a person would look for."""
    rows = [
        (
            field.name.replace("_", " "),
            escape(field.evidence.quote),
            field.evidence.page or "",
            f"{field.confidence:.0%}",
        )
        for field in result.fields
        if field.evidence
    ]
    return table(("Value", "As printed", "Page:", "Sure:"), rows)


def _checks(checks: Sequence[Check]) -> str:
    failed = [check for check in checks if not check.passed]
    lines = bullets(
        f"{'✗' if check.severity == 'error' else '!'} {check.code}: {escape(check.detail)}"
        for check in failed
    )
    counted = f"{len(checks) - len(failed)} of {len(checks)} passed."
    return section("Checks", f"{counted}\n\n{lines}" if lines else counted)


def money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,f}"


def number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
