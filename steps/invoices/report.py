"""The result as Markdown for people: what to pay to whom, what to look at first, then lines and checks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from steps.core.models import Check
from steps.invoices.models import InvoiceResult, Party

MOST_LINES = 100
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
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
    return "\n\n".join(part for part in parts if part) + "\n"


def shown(text: str) -> str:
    """Text of the invoice in one line, with nothing in it that Markdown would take for a mark."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _head(result: InvoiceResult, engine: str, quality_note: str | None) -> str:
    title = f"# {_KINDS.get(result.document_type, 'Document')} {shown(result.invoice_number or 'without a number')}"
    facts = [
        f"issued {result.issue_date}" if result.issue_date else "no date of issue",
        f"due {result.due_date}" if result.due_date else None,
        _METHODS[result.extraction_method] + f" ({shown(engine)})",
    ]
    note = f"\n\n> {shown(quality_note)}" if quality_note else ""
    return f"{title}\n\n{' · '.join(fact for fact in facts if fact)}{note}"


def _review(result: InvoiceResult) -> str:
    if not result.needs_review:
        return "**Nothing to look at:** all values were found and all sums close."
    return "\n".join(
        ["## Look at this first", "", *(f"- {shown(reason)}" for reason in result.review_reasons)]
    )


def _parties(result: InvoiceResult) -> str:
    rows = [
        f"| {who} | {_party(party)} |" for who, party in (("From", result.supplier), ("To", result.customer))
    ]
    if result.purchase_order:
        rows.append(f"| Order | {shown(result.purchase_order)} |")
    return _table(("", ""), rows)


def _party(party: Party) -> str:
    vat = f"VAT {party.vat_id}" if party.vat_id else None
    told = (party.name, party.address, party.country, vat)
    return shown(", ".join(text for text in told if text)) or "not named"


def _totals(result: InvoiceResult) -> str:
    currency = result.currency or ""
    rows = [
        f"| {'**' if name == 'gross' else ''}{label}{'**' if name == 'gross' else ''} | {money(value)} {currency} |"
        for name, label in _TOTALS
        if (value := getattr(result.totals, name)) is not None
    ]
    extra = [(entry, "Less") for entry in result.allowances] + [(entry, "Plus") for entry in result.charges]
    rows[1:1] = [
        f"| {sign} {shown(entry.reason or '')} | {money(entry.amount)} {currency} |" for entry, sign in extra
    ]
    return _table(("Sum", "-Amount"), rows)


def _payment(result: InvoiceResult) -> str:
    payment = result.payment
    told = {"IBAN": payment.iban, "BIC": payment.bic, "Account": payment.account, "Terms": payment.terms}
    return "\n".join(f"- {name}: {shown(text)}" for name, text in told.items() if text)


def _lines(result: InvoiceResult) -> str:
    rows = [
        f"| {line.n} | {shown(line.description)} | {number(line.quantity)} {shown(line.unit or '')} "
        f"| {money(line.unit_price)} | {money(line.line_total)} |"
        for line in result.lines[:MOST_LINES]
    ]
    more = len(result.lines) - MOST_LINES
    table = _table(("n", "What", "-Quantity", "-Price", "-Total"), rows)
    return table + (f"\n\n... and {more} more lines" if more > 0 else "")


def _taxes(result: InvoiceResult) -> str:
    rows = [
        f"| {number(row.rate)} % {row.category or ''} | {money(row.base)} | {money(row.amount)} |"
        for row in result.tax_breakdown
    ]
    return _table(("Tax", "-Base", "-Amount"), rows)


def _places(result: InvoiceResult) -> str:
    """The values as printed, and on which page: what a person would look for."""
    rows = [
        f"| {field.name.replace('_', ' ')} | {shown(field.evidence.quote)} | {field.evidence.page or ''} "
        f"| {field.confidence:.0%} |"
        for field in result.fields
        if field.evidence
    ]
    return _table(("Value", "As printed", "-Page", "-Sure"), rows)


def _checks(checks: Sequence[Check]) -> str:
    failed = [check for check in checks if not check.passed]
    lines = [
        f"- {'✗' if check.severity == 'error' else '!'} {check.code}: {shown(check.detail)}"
        for check in failed
    ]
    passed = len(checks) - len(failed)
    return "\n".join(
        ["## Checks", "", f"{passed} of {len(checks)} passed.", *([""] if lines else []), *lines]
    )


def money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,f}"


def number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _table(heads: Iterable[str], rows: Sequence[str]) -> str:
    """A head that begins with a dash is that of a column of numbers."""
    if not rows:
        return ""
    names = [head.lstrip("-") for head in heads]
    marks = ["---:" if head.startswith("-") else "---" for head in heads]
    return "\n".join([f"| {' | '.join(names)} |", f"|{'|'.join(marks)}|", *rows])
