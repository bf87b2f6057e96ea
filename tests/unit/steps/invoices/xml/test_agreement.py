"""The page and its XML: the same invoice, or a warning of fraud."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from steps.core.documents.read import DocumentText
from steps.invoices.checks import Stated
from steps.invoices.models import Invoice, Party, Payment, Totals
from steps.invoices.xml.agreement import agreement, fields_of
from steps.invoices.xml.electronic import Electronic

Document = Callable[[str], DocumentText]
SAME = Invoice(
    invoice_number="2024-0815", issue_date=date(2024, 3, 12), currency="EUR", supplier=Party(name="BLATTWERK GMBH"),
    payment=Payment(iban="DE02120300000000202051"),
    totals=Totals(net=Decimal("1000.00"), gross=Decimal("1190.00"), due=Decimal("1190.00")),
)  # fmt: skip


def failed(page: DocumentText, **changes: Any) -> dict[str, str]:
    checks = agreement(page, SAME.model_copy(update=changes))
    return {check.code: check.severity for check in checks if not check.passed}


def test_the_same_invoice(letter: str, document: Document) -> None:
    assert failed(document(letter)) == {}


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"invoice_number": "2024-0816"}, "page-number", "error"),
        ({"invoice_number": "024-0815"}, "page-number", "error"),
        ({"issue_date": date(2024, 3, 13)}, "page-date", "error"),
        ({"totals": Totals(gross=Decimal("1191.00"))}, "page-gross", "error"),
        ({"totals": Totals(gross=Decimal("1190.00"), net=Decimal("999.00"))}, "page-net", "error"),
        ({"currency": "USD"}, "page-currency", "error"),
        ({"supplier": Party(name="Somebody Else Ltd")}, "page-supplier", "warn"),
        ({"payment": Payment(iban="DE41500105170123456789")}, "page-iban", "error"),
    ],
)
def test_a_difference_is_noticed(
    letter: str, document: Document, changes: dict[str, Any], code: str, severity: str
) -> None:
    assert failed(document(letter), **changes) == {code: severity}


def test_the_detail_names_what_the_page_says(letter: str, document: Document) -> None:
    checks = agreement(document(letter), SAME.model_copy(update={"invoice_number": "77"}))
    [detail] = [check.detail for check in checks if not check.passed]
    assert detail == "the page does not show the invoice number 77 of the XML; the page says 2024-0815"


def test_other_notations_of_the_same_value(letter: str, document: Document) -> None:
    english = letter.replace("1.190,00 €", "EUR 1,190.00").replace("12.03.2024", "12 March 2024")
    assert failed(document(english.replace("2024-0815", "2024 - 0815"))) == {}


def test_a_page_without_text_cannot_be_compared(document: Document) -> None:
    assert failed(document("Rechnung")) == {"page-compared": "warn"}


def test_values_as_written_with_their_place_on_the_page(letter: str, document: Document) -> None:
    raw = {"invoice_number": "2024-0815", "issue_date": "20240312", "totals.gross": "1190", "currency": "EUR"}
    electronic = Electronic("cii", None, "380", False, SAME, Stated(), raw, [], [])
    number, day, gross, currency = fields_of(electronic, document(letter))
    assert [field.raw for field in (number, day, gross)] == ["2024-0815", "20240312", "1190"]
    assert number.evidence is not None
    assert day.evidence is not None
    assert gross.evidence is not None
    assert (number.evidence.quote, number.evidence.page) == ("2024-0815", 1)
    assert (day.evidence.quote, gross.evidence.quote) == ("12.03.2024", "1.190,00")
    assert currency.evidence is None  # the page has its sign only
    assert all(field.evidence is None for field in fields_of(electronic, None))
