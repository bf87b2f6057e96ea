"""Do the sums of an invoice close? The arithmetic of EN 16931 (BR-CO-10 to 17), in exact decimals.

Codes and rules: the validation artefacts of EN 16931 (ConnectingEurope/eInvoicing-EN16931). What an invoice does not
state is not checked; nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from steps.core.models import Check
from steps.invoices.models import Invoice, Line
from steps.invoices.money import CENT, NO_TOLERANCE, TAX_TOLERANCE, line_tolerance, total_of

_SHOWN = 5  # lines named in a check's detail


@dataclass(frozen=True)
class Stated:
    """Sums that the XML states beside the parts they are made of."""

    allowances: Decimal | None = None
    charges: Decimal | None = None
    third_party: Decimal | None = None  # collected for somebody else (XRechnung extension, BT-DEX-002)
    tolerance: Decimal = NO_TOLERANCE  # of sums


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def arithmetic(invoice: Invoice, stated: Stated | None = None, *, correction: bool = False) -> list[Check]:
    """Every sum that can be formed; `correction`: an invoice that corrects another may be negative."""
    stated = stated or Stated()
    return [
        *_lines(invoice, stated.tolerance),
        *_parts(invoice, stated),
        *_net(invoice, stated),
        *_tax(invoice, stated.tolerance),
        *_gross(invoice, stated.tolerance),
        *_due(invoice, stated),
        *_sign(invoice, correction=correction),
    ]


def _equal(
    code: str, stated: Decimal, computed: Decimal, what: str, *also: Decimal, allowed: Decimal = NO_TOLERANCE
) -> Check:
    """`also`: what it may come to as well, where prices include tax."""
    passed = any(abs(cents(stated) - cents(value)) <= allowed for value in (computed, *also))
    detail = f"{what} is {stated}" if passed else f"{what} is {stated}, but it should be {computed}"
    return Check.of(code, passed, detail)


def _lines(invoice: Invoice, allowed: Decimal) -> Iterator[Check]:
    wrong = [line for line in invoice.lines if not closes(line, with_tax=bool(invoice.prices_include_tax))]
    if any(line.line_total is not None and line.quantity is not None for line in invoice.lines):
        named = ", ".join(str(line.n) for line in wrong[:_SHOWN]) + (", ..." if len(wrong) > _SHOWN else "")
        detail = (
            f"quantity x price - discount is not the total of line {named}" if wrong else "every line closes"
        )
        yield Check.of("line-totals", not wrong, detail, "warn")
    totals = [line.line_total for line in invoice.lines]
    line_sum, tax = invoice.totals.line_sum, invoice.totals.tax
    if line_sum is not None and totals and None not in totals:
        computed = total_of([cents(total) for total in totals if total is not None])
        also = (computed - tax,) if invoice.prices_include_tax and tax else ()
        yield _equal("BR-CO-10", line_sum, computed, "the sum of the lines", *also, allowed=allowed)


def closes(line: Line, *, with_tax: bool = False) -> bool:
    """Whether quantity x unit price - discount is the line's total, as exactly as the price is given."""
    if line.quantity is None or line.unit_price is None or line.line_total is None:
        return True
    computed = line.quantity * line.unit_price - (line.discount or Decimal(0))
    allowed = line_tolerance(line.quantity, line.unit_price)
    taxed = computed * (100 + (line.tax_rate or Decimal(0))) / 100
    return any(
        abs(value - line.line_total) <= allowed for value in ((computed, taxed) if with_tax else (computed,))
    )


def _parts(invoice: Invoice, stated: Stated) -> Iterator[Check]:
    for code, entries, total, what in (
        ("BR-CO-11", invoice.allowances, stated.allowances, "the sum of the allowances"),
        ("BR-CO-12", invoice.charges, stated.charges, "the sum of the charges"),
    ):
        if entries and total is not None:
            yield _equal(
                code, total, total_of([entry.amount for entry in entries]), what, allowed=stated.tolerance
            )


def _net(invoice: Invoice, stated: Stated) -> Iterator[Check]:
    totals = invoice.totals
    if totals.line_sum is None or totals.net is None:
        return
    allowances = total_of([entry.amount for entry in invoice.allowances]) or stated.allowances or Decimal(0)
    charges = total_of([entry.amount for entry in invoice.charges]) or stated.charges or Decimal(0)
    computed = totals.line_sum - allowances + charges
    also = (computed - totals.tax,) if invoice.prices_include_tax and totals.tax else ()
    yield _equal("BR-CO-13", totals.net, computed, "the net total", *also, allowed=stated.tolerance)


def _tax(invoice: Invoice, allowed: Decimal) -> Iterator[Check]:
    rows = invoice.tax_breakdown
    if rows and invoice.totals.tax is not None:
        computed = total_of([row.amount for row in rows])
        yield _equal("BR-CO-14", invoice.totals.tax, computed, "the tax total", allowed=allowed)
    for row in rows:
        if row.rate is not None and row.base is not None:
            what = f"the tax of {row.rate} % on {row.base}"
            yield _equal("BR-CO-17", row.amount, row.base * row.rate / 100, what, allowed=TAX_TOLERANCE)


def _gross(invoice: Invoice, allowed: Decimal) -> Iterator[Check]:
    totals = invoice.totals
    if totals.net is not None and totals.gross is not None:
        yield _equal(
            "BR-CO-15",
            totals.gross,
            totals.net + (totals.tax or Decimal(0)),
            "the gross total",
            allowed=allowed,
        )


def _due(invoice: Invoice, stated: Stated) -> Iterator[Check]:
    totals = invoice.totals
    if totals.gross is not None and totals.due is not None:
        computed = totals.gross - (totals.prepaid or Decimal(0)) + (totals.rounding or Decimal(0))
        yield _equal("BR-CO-16", totals.due, computed + (stated.third_party or Decimal(0)), "the amount due")


def _sign(invoice: Invoice, *, correction: bool) -> Iterator[Check]:
    gross = invoice.totals.gross
    if gross is not None and not (correction or invoice.document_type == "credit_note"):
        detail = (
            "the gross total is negative, though this is no credit note"
            if gross < 0
            else f"{gross} is not negative"
        )
        yield Check.of("sign-of-total", gross >= 0, detail, "warn")  # EN 16931 lets every total be negative


def dates(invoice: Invoice) -> list[Check]:
    found = []
    if invoice.issue_date and invoice.due_date:
        detail = f"issued {invoice.issue_date}, due {invoice.due_date}"
        found.append(Check.of("due-date", invoice.due_date >= invoice.issue_date, detail, "warn"))
    if invoice.service_start and invoice.service_end:
        detail = f"service from {invoice.service_start} to {invoice.service_end}"
        found.append(Check.of("service-period", invoice.service_end >= invoice.service_start, detail, "warn"))
    return found
