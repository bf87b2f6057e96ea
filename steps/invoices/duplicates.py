"""One key for everything that bills the same thing, however the document was read or written."""

from __future__ import annotations

import re
import unicodedata

from steps.invoices.identifiers import compact
from steps.invoices.models import Invoice

_LEGAL_FORMS = re.compile(
    r"\b(?:gmbh|mbh|ag|kg|ohg|ug|gbr|co|sarl|sas|sa|ltd|limited|llc|inc|corp|plc|bv|nv|srl|spa|sl|oy|ab)\b"
)


def duplicate_key(invoice: Invoice) -> str:
    """Supplier (VAT number, else tax number, else name), number, day, gross total and currency, without spelling."""
    supplier = invoice.supplier
    who = compact(supplier.vat_id or supplier.tax_id or "") or plain_name(supplier.name or "")
    number = re.sub(r"[^A-Z0-9]", "", (invoice.invoice_number or "").upper())
    day = invoice.issue_date.isoformat() if invoice.issue_date else ""
    gross = invoice.totals.gross
    amount = "" if gross is None else f"{abs(gross):.2f}"
    return "|".join([who, number, day, amount, invoice.currency or ""]).lower()


def plain_name(name: str) -> str:
    """A company's name without accents, signs and legal form."""
    letters = unicodedata.normalize("NFKD", name.lower())
    words = re.sub(r"[^a-z0-9 ]", "", "".join(char for char in letters if not unicodedata.combining(char)))
    return " ".join(_LEGAL_FORMS.sub(" ", words).split())
