"""What a document says it is, by its titles, and what it only cites."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from steps.invoices.rules.header import numbers_found
from steps.invoices.rules.kinds import Kind, kind_of
from steps.invoices.rules.sheet import Sheet

Cells = Callable[[str], Sheet]


def kind(page: Sheet) -> Kind:
    number = max(numbers_found(page), key=lambda found: (found.weight, -found.cell.row), default=None)
    return kind_of(page, number)


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("Rechnung Nr. 5", "invoice"), ("Avoir AV-1", "credit_note"), ("CREDIT NOTE", "credit_note"),
        ("Gutschrift (Selbst ausgestellte Rechnung) Nr. 4", "invoice"), ("Gutschrift Nr. 4", "credit_note"),
        ("Rechnungskorrektur (384) Nr. 4", "corrected_invoice"), ("Quittung Nr. 4", "receipt"),
        ("Proforma Invoice PI-4", "proforma"), ("Invoice number: 4711", "invoice"),
    ],
)  # fmt: skip
def test_kinds_of_invoices(cells: Cells, text: str, type: str) -> None:
    found = kind(cells(text))
    assert (found.type, found.named, found.doubt) == (type, True, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("PAYMENT REMINDER\nInvoice number: INV-118", "a payment reminder for INV-118, not a new invoice"),
        ("M A H N U N G\nRechnungsnummer: 118", "a payment reminder for 118, not a new invoice"),
        ("Objet : relance pour la facture F-1", "a payment reminder"),
        ("Purchase Order\nOrder number: PO-7", "a purchase order; nothing is due"),
        ("Auftragsbestätigung Nr. 12", "an order confirmation; nothing is due"),
        ("DEVIS n° 12", "a quotation; nothing is due"),
        ("Albarán 118", "a delivery note; nothing is due"),
        ("Estratto conto", "a statement of account; nothing is due"),
        ("Rekeningafschrift", "a statement of account; nothing is due"),
        ("Remittance advice", "a remittance advice; nothing is due"),
    ],
)
def test_papers_that_are_no_invoice(cells: Cells, text: str, reason: str) -> None:
    found = kind(cells(text))
    assert (found.type, found.named) == ("other", True)
    assert (found.doubt or "").startswith(f"says that this is {reason}")


@pytest.mark.parametrize(
    "text",
    [
        "INVOICE\nPurchase order: PO-7\nDelivery note no. 5",
        "Lieferschein Nr. 5      Bestellung 7\nRechnung Nr. 12",
        "Order      Quotation      Customer\nPO-7      Q-1      4711\nInvoice no. 12",
        "Invoice no. 12" + "\nline" * 30 + "\nREMITTANCE ADVICE",
    ],
)
def test_papers_that_an_invoice_cites(cells: Cells, text: str) -> None:
    found = kind(cells(text))
    assert (found.type, found.doubt) == ("invoice", None)


def test_what_nothing_names_is_a_guess(cells: Cells) -> None:
    assert not kind(cells("Total      12.50")).named
    assert kind(cells("Total      12.50\nthis sum is still unpaid")).doubt is not None
    assert kind(cells("Invoice 12\n\nReminder")).doubt == "may be a payment reminder, as it says further down"


def test_who_buys_sends_orders(cells: Cells) -> None:
    assert kind(cells("PURCHASE ORDER")).sent_by_buyer
    assert not kind(cells("ORDER CONFIRMATION")).sent_by_buyer
