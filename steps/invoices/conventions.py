"""One way to state an invoice: signs of credit notes, sums that follow from printed ones, whether prices hold tax.

Nothing printed is changed but signs, and those only as EN 16931 writes them: a credit note is positive.
"""

from __future__ import annotations

from decimal import Decimal

from steps.invoices.models import Allowance, Invoice, Line, TaxRow, Totals
from steps.invoices.money import total_of


def conventional(invoice: Invoice) -> Invoice:
    """An invoice read from a page, stated as one from XML would be."""
    if invoice.document_type == "credit_note":
        invoice = _positive(invoice)
    return with_price_basis(invoice.model_copy(update={"totals": _completed(invoice)}))


def with_price_basis(invoice: Invoice) -> Invoice:
    """Tells whether the lines' prices include tax, by what the lines add up to."""
    totals, billed = invoice.totals, _billed(invoice)
    if billed is None or not totals.tax or totals.gross is None:
        return invoice
    charges = total_of([entry.amount for entry in invoice.charges])
    off = charges - total_of([entry.amount for entry in invoice.allowances])
    for basis, total in ((False, totals.net), (True, totals.gross), (False, totals.line_sum)):
        if total is not None and billed in (total, total - off):
            return invoice.model_copy(update={"prices_include_tax": basis})
    return invoice


def _billed(invoice: Invoice) -> Decimal | None:
    totals = [line.line_total for line in invoice.lines]
    return (
        total_of([total for total in totals if total is not None]) if totals and None not in totals else None
    )


def _completed(invoice: Invoice) -> Totals:
    """Sums that are not printed but follow from those that are."""
    totals = invoice.totals
    net, tax, gross = totals.net, totals.tax, totals.gross
    rows = total_of([row.amount for row in invoice.tax_breakdown]) if invoice.tax_breakdown else None
    if tax is None:
        tax = rows
    if net is None and tax is not None and gross is not None:
        net = gross - tax
    line_sum = totals.line_sum
    if line_sum is None and (billed := _billed(invoice)) is not None and billed in (net, gross):
        line_sum = billed
    due = totals.due
    if invoice.document_type == "other":  # what is no invoice asks for nothing
        due = None
    elif due is None and gross is not None:
        due = gross - (totals.prepaid or Decimal(0)) + (totals.rounding or Decimal(0))
    return totals.model_copy(update={"net": net, "tax": tax, "line_sum": line_sum, "due": due})


def is_negated(invoice: Invoice) -> bool:
    """Whether every sum of it is printed with a minus."""
    sums = [
        total for total in (invoice.totals.net, invoice.totals.tax, invoice.totals.gross) if total is not None
    ]
    return bool(sums) and all(total <= 0 for total in sums) and any(total < 0 for total in sums)


def _positive(invoice: Invoice) -> Invoice:
    if not is_negated(invoice):
        return invoice
    sums = {
        name: None if value is None else -value + 0
        for name, value in invoice.totals
        if name not in ("prepaid",)
    }
    return invoice.model_copy(
        update={
            "totals": invoice.totals.model_copy(update=sums),
            "lines": [_positive_line(line) for line in invoice.lines],
            "tax_breakdown": [_positive_row(row) for row in invoice.tax_breakdown],
            "allowances": [
                Allowance(reason=entry.reason, amount=abs(entry.amount)) for entry in invoice.allowances
            ],
            "charges": [
                Allowance(reason=entry.reason, amount=abs(entry.amount)) for entry in invoice.charges
            ],
        }
    )


def _positive_line(line: Line) -> Line:
    quantity = None if line.quantity is None else abs(line.quantity)
    total = None if line.line_total is None else -line.line_total + 0
    return line.model_copy(update={"quantity": quantity, "line_total": total})


def _positive_row(row: TaxRow) -> TaxRow:
    base = None if row.base is None else -row.base + 0
    return row.model_copy(update={"base": base, "amount": -row.amount + 0})
