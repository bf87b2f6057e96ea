"""Does an XML invoice keep the standard it names? The rules of EN 16931 that tell a usable invoice from a broken one.

Codes: BR-* of the validation artefacts of EN 16931 (ConnectingEurope/eInvoicing-EN16931); words of our own where the
norm has no rule. This is no full validator: it looks for what would make the values wrong or the invoice unpayable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from steps.core.models import Check, Severity
from steps.invoices.codes import COUNTRIES, CREDIT_NOTES, CURRENCIES, INVOICES
from steps.invoices.xml import cii, ubl
from steps.invoices.xml.electronic import Electronic
from steps.invoices.xml.profiles import Profile, profile_of
from steps.invoices.xml.reader import Xml

_NO_TAX = frozenset({"Z", "E", "AE", "K", "G", "O"})
_VAT_PREFIX = re.compile(r"\s*(EL|[A-Z]{2})")
Rule = tuple[str, bool, str]


def conformance(xml: Xml, electronic: Electronic) -> list[Check]:
    """Broken rules are errors where the invoice promises to keep them, else warnings; kept ones are one line."""
    profile = profile_of(electronic.guideline)
    namespace = (cii.ROOTS | ubl.ROOTS)[xml.root.name]
    checks = [
        Check.of("xml-well-formed", xml.fault is None, xml.fault or "the XML is well-formed"),
        Check.of(
            "xml-namespace", xml.namespace == namespace, f"the root is in the namespace of {xml.root.name}"
        ),
        _profile(electronic.guideline, profile),
        Check.of(
            "values-readable", not electronic.faults, _listed(electronic.faults) or "all values are readable"
        ),
    ]
    if electronic.oddities:
        checks.append(Check.of("dates-readable", False, _listed(electronic.oddities), "warn"))
    if electronic.test:
        checks.append(
            Check.of("test-invoice", False, "the invoice is marked as a test: it bills nothing", "warn")
        )
    promised = profile is None or profile.whole
    essential = list(_header(electronic))
    others = [*_sums(electronic, profile), *_lines(electronic, profile), *_taxes(electronic)]
    checks += [Check.of(code, False, detail) for code, kept, detail in essential if not kept]
    severity: Severity = "error" if promised else "warn"
    checks += [Check.of(code, False, detail, severity) for code, kept, detail in others if not kept]
    kept = sum(kept for _, kept, _ in (*essential, *others))
    total = len(essential) + len(others)
    checks.append(Check.of("en16931-rules", kept == total, f"{kept} of {total} rules are kept", "warn"))
    return checks


def _profile(guideline: str | None, profile: Profile | None) -> Check:
    if profile:
        return Check.of("profile", True, f"{profile.family}, {profile.level}")
    named = " ".join((guideline or "")[:100].split())
    return Check.of(
        "profile", False, f"no standard has the identifier {named}" if named else "no standard is named"
    )


def _listed(faults: list[str]) -> str:
    return "; ".join(dict.fromkeys(faults[:20]))


def _header(electronic: Electronic) -> Iterator[Rule]:
    """What every standard demands, and without which nobody can pay."""
    invoice, totals, code = electronic.invoice, electronic.invoice.totals, electronic.type_code
    yield "BR-02", bool(invoice.invoice_number), "there is no invoice number"
    yield "BR-03", invoice.issue_date is not None, "there is no issue date"
    yield "BR-CL-01", code in INVOICES | CREDIT_NOTES, "the type of document is not one of an invoice"
    yield "BR-05", bool(invoice.currency), "there is no currency"
    if invoice.currency:
        yield "BR-CL-04", invoice.currency in CURRENCIES, "the currency is not in ISO 4217"
    yield "BR-06", bool(invoice.supplier.name), "the seller has no name"
    yield "BR-07", bool(invoice.customer.name), "the buyer has no name"
    yield "BR-13", totals.net is not None, "there is no net total"
    yield "BR-14", totals.gross is not None, "there is no gross total"
    for party in (invoice.supplier, invoice.customer):
        if party.country:
            yield "BR-CL-14", party.country in COUNTRIES, "a country is not in ISO 3166-1"


def _sums(electronic: Electronic, profile: Profile | None) -> Iterator[Rule]:
    invoice, totals = electronic.invoice, electronic.invoice.totals
    yield "BR-15", totals.due is not None, "there is no amount due"
    if profile is None or profile.level != "minimum":
        yield "BR-12", totals.line_sum is not None, "there is no sum of the lines"
        yield "BR-CO-18", bool(invoice.tax_breakdown), "there is no tax breakdown"
    for party in (invoice.supplier, invoice.customer):
        if party.vat_id:
            match = _VAT_PREFIX.match(party.vat_id)
            known = match is not None and match[1] in COUNTRIES | {"EL"}
            yield "BR-CO-09", known, "a VAT number does not begin with a country"


def _lines(electronic: Electronic, profile: Profile | None) -> Iterator[Rule]:
    lines = electronic.invoice.lines
    if profile is None or profile.has_lines:
        yield "BR-16", bool(lines), "there is no line"
    if lines:
        yield "BR-22", all(line.quantity is not None for line in lines), "a line has no quantity"
        yield "BR-25", all(line.description for line in lines), "a line does not say what is billed"
        yield "BR-26", all(line.unit_price is not None for line in lines), "a line has no price"
        prices = [line.unit_price for line in lines if line.unit_price is not None]
        yield "BR-27", all(price >= 0 for price in prices), "a price is negative"


def _taxes(electronic: Electronic) -> Iterator[Rule]:
    for row in electronic.invoice.tax_breakdown:
        if row.category in _NO_TAX:
            code = f"BR-{'IC' if row.category == 'K' else row.category}-09"
            yield (
                code,
                row.amount == 0 and not row.rate,
                f"category {row.category} bears tax, though it is free of it",
            )
        elif row.category == "S":
            yield "BR-S-05", row.rate is None or row.rate > 0, "the standard category has no rate above 0"
