"""From an invoice and its checks to the result: is it sound, and what should a person look at?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from steps.core.models import Check
from steps.invoices.duplicates import duplicate_key
from steps.invoices.models import Invoice, InvoiceResult, Method, ReadField, Validation

_IDS = ("iban", "bic", "vat-id-supplier", "vat-id-customer", "our-vat-id")
_DATES = ("due-date", "service-period", "dates-readable")


def judged(
    invoice: Invoice,
    *,
    method: Method,
    fields: Sequence[ReadField],
    arithmetic: Sequence[Check],
    others: Sequence[Check],
    doubts: Iterable[str] = (),
) -> InvoiceResult:
    """The result. An error among the checks, a missing value or a doubt is a reason to look at the invoice."""
    reasons = [
        check.detail for check in (*others, *arithmetic) if not check.passed and check.severity == "error"
    ]
    # Valid by EN 16931, but a person should know who takes it for an ordinary invoice.
    reasons += [check.detail for check in arithmetic if check.code == "sign-of-total" and not check.passed]
    reasons += [f"there is no {name}" for name in _missing(invoice)]
    reasons += doubts
    failed = {check.code for check in others if not check.passed}
    return InvoiceResult(
        **dict(invoice),
        fields=list(fields),
        extraction_method=method,
        duplicate_key=duplicate_key(invoice),
        validation=Validation(
            arithmetic_ok=all(check.passed or check.severity != "error" for check in arithmetic),
            ids_ok=failed.isdisjoint(_IDS),
            dates_ok=failed.isdisjoint(_DATES),
        ),
        needs_review=bool(reasons),
        review_reasons=list(dict.fromkeys(reasons)),
    )


def _missing(invoice: Invoice) -> Iterable[str]:
    """What nobody can book an invoice without."""
    needed = {
        "invoice number": invoice.invoice_number,
        "issue date": invoice.issue_date,
        "currency": invoice.currency,
        "supplier": invoice.supplier.name,
        "gross total": invoice.totals.gross,
    }
    return (name for name, value in needed.items() if value is None)
