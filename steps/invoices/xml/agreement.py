"""Does the printed page say what the embedded XML says? A difference is a fault of the sender, or a fraud."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from rapidfuzz import fuzz

from steps.core.documents.read import DocumentText
from steps.core.models import Check, Evidence
from steps.core.text.account_numbers import is_iban
from steps.invoices.identifiers import compact
from steps.invoices.models import Invoice, ReadField
from steps.invoices.pages.amounts import numbers, values_in
from steps.invoices.pages.dates import dates
from steps.invoices.pages.places import Places
from steps.invoices.rules import engine
from steps.invoices.wire import InvoiceWire
from steps.invoices.xml.electronic import Electronic

_LEAST_WORDS = 10  # a page with fewer cannot be compared
_ALIKE = 85.0  # per cent of a name that must stand on the page in some spelling


def agreement(document: DocumentText, invoice: Invoice) -> list[Check]:
    """One check for each value that a page ought to show. Details name what the page says instead, where rules tell."""
    if len(re.findall(r"[^\W\d_]{3,}", document.text)) < _LEAST_WORDS:
        return [
            Check.of(
                "page-compared", False, "the page has too little text to be compared with the XML", "warn"
            )
        ]
    page = engine.answer(document.text)
    return [*_values(document.text, invoice, page), *_accounts(document.text, invoice)]


def _values(text: str, invoice: Invoice, page: InvoiceWire) -> Iterator[Check]:
    printed = values_in(text)
    totals = page.totals
    if invoice.invoice_number:
        found = shows_code(text, invoice.invoice_number)
        yield _check(
            "number", found, invoice.invoice_number, page.invoice_number and page.invoice_number.value
        )
    if invoice.issue_date:
        found = any(invoice.issue_date in day.readings for line in text.splitlines() for day in dates(line))
        yield _check("date", found, invoice.issue_date, page.issue_date and page.issue_date.date)
    for name, amount, said in (
        ("gross", invoice.totals.gross, totals.gross), ("net", invoice.totals.net, totals.net),
        ("due", invoice.totals.due, totals.due),
    ):  # fmt: skip
        if amount is not None and (name == "gross" or said is not None):
            yield _check(name, abs(amount) in printed, amount, said and said.amount)
    sure = page.currency is not None and "currency" not in {doubt.field for doubt in page.doubts}
    if invoice.currency and page.currency and sure:
        shown = invoice.currency in _currencies(text)
        yield _check("currency", shown, invoice.currency, page.currency.value)
    if invoice.supplier.name:
        shown = fuzz.partial_ratio(_words(invoice.supplier.name), _words(text)) >= _ALIKE
        yield Check.of(
            "page-supplier",
            shown,
            "the page " + ("names" if shown else "does not name") + " the supplier",
            "warn",
        )


def _check(name: str, found: bool, value: object, said: object) -> Check:
    what = {"gross": "gross total", "net": "net total", "due": "amount due"}.get(name, f"invoice {name}")
    if found:
        return Check.of(f"page-{name}", True, f"the page shows the {what} of the XML")
    instead = f"; the page says {said}" if said else ""
    return Check.of(f"page-{name}", False, f"the page does not show the {what} {value} of the XML{instead}")


def shows_code(text: str, code: str) -> bool:
    """Whether a number stands on the page as a word of its own, however it is spaced."""
    pattern = r"\s*".join(re.escape(char) for char in code if not char.isspace())
    return bool(re.search(rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])", text))


def _currencies(text: str) -> set[str]:
    return {
        number.currency for line in text.splitlines() for number in numbers(line) if number.currency
    } | set(re.findall(r"\b[A-Z]{3}\b", text))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _accounts(text: str, invoice: Invoice) -> Iterator[Check]:
    """An account on the page that is not the XML's is how payments are led astray."""
    ours = compact(invoice.payment.iban or "")
    if not ours:
        return
    on_page = {
        compact(match)
        for match in re.findall(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", text)
    }
    others = {number for number in on_page if is_iban(number)} - {ours}
    if ours in re.sub(r"[\s.\-]", "", text.upper()):
        yield Check.of("page-iban", True, "the page shows the IBAN of the XML")
    elif others:
        yield Check.of("page-iban", False, "the page shows another IBAN than the XML")


def fields_of(electronic: Electronic, document: DocumentText | None) -> list[ReadField]:
    """The values of the XML as written, with the place where the page shows the same, if it does."""
    places = Places(document) if document else None
    day, totals = electronic.invoice.issue_date, electronic.invoice.totals

    def place(name: str, text: str) -> Evidence | None:
        if places is None:
            return None
        if name == "issue_date":
            return _day_on(places, day)
        if name.startswith("totals."):
            return _amount_on(places, getattr(totals, name.removeprefix("totals.")))
        return places.first(text) if places.has(text) else None

    return [
        ReadField(name=name, raw=text, confidence=1.0, evidence=place(name, text))
        for name, text in electronic.raw.items()
    ]


def _day_on(places: Places, day: date | None) -> Evidence | None:
    for row in places.document.text.splitlines():
        for printed in dates(row):
            if day in printed.readings:
                return places.first(printed.text)
    return None


def _amount_on(places: Places, amount: Decimal | None) -> Evidence | None:
    for row in reversed(places.document.text.splitlines()):
        for number in numbers(row):
            if amount is not None and abs(amount) in map(abs, number.readings):
                return places.last(number.text)
    return None
