"""Number, dates and currency of an invoice, wherever they stand beside their labels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from steps.invoices.pages.dates import order_of
from steps.invoices.rules import labels
from steps.invoices.rules.header import (
    PrintedValue,
    currency_found,
    numbers_found,
    orders_found,
)
from steps.invoices.rules.header_dates import dates_by, issue_dates
from steps.invoices.rules.sheet import Sheet

Cells = Callable[[str], Sheet]


def number(page: Sheet) -> PrintedValue | None:
    return max(numbers_found(page), key=lambda found: (found.weight, -found.cell.row), default=None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Rechnungsnummer: 4711", "4711"),
        ("Rechnungs-Nr.      4711", "4711"),
        ("Rechnung # RE-20190610/507 von 10.06.2019", "RE-20190610/507"),
        ("Handelsrechnung (380) Nr. 471102      vom      05.06.2018", "471102"),
        ("Invoice FA-2017-0008", "FA-2017-0008"),
        ("FACTURE n° F2024-031", "F2024-031"),
        ("Rechnungsnummer     880 123 456 789", "880 123 456 789"),
        ("INVOICE NO        DATE\nINV 2024 118      12 Mar 2024", "INV 2024 118"),
        ("Rechnungsnummer\n                  471102", "471102"),
        ("Beleg-Nr./Document no.      77000", "77000"),
        ("Rechnung Nr. 17/2024      Kunde 5", "17/2024"),
        ("Facture\nNuméro : FC24-00098\nDate : 12/12/2024", "FC24-00098"),
        ("Stornorechnung Nr. ST-7\nvom 15.07.2024 zur Rechnung Nr. 2024-99", "ST-7"),
        ("Facture liée      FA-1\nFacture FA-2", "FA-2"),
        ("Bitte geben Sie bei jedem Schreiben die Belegnummer 99 an\nRechnung Nr. 5", "5"),
    ],
)
def test_numbers(cells: Cells, text: str, value: str) -> None:
    found = number(cells(text))
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    ["Rechnung vom 05.03.2018", "Rechnung gemäß Bestellung Nr. 2018-471331", "Invoice Date      11/03/2017",
     "Invoice total      12.50", "Kundennummer: 4711"],
)  # fmt: skip
def test_what_is_no_number(cells: Cells, text: str) -> None:
    assert number(cells(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Rechnungsdatum: 05.03.2018      Lieferdatum: 01.03.2018",
        "Lieferdatum      01.03.2018\nDatum      05.03.2018",
        "Rechnung Nr. 4 vom 05.03.2018\nBestellung vom 01.03.2018",
        "Rechnung Nr. 4\nvom 05.03.2018",
        "Invoice # 4 issued at 2018-03-05\nDue 2018-04-05",
        "Datum fällig: 05.04.2018\nZürich, 5. März 2018",
        "DATE            TERMS\n5 Mar 2018      30 days",
        "Date d'échéance   01/04/2018\nDate de facture   05/03/2018",
        "Fällig am 04.04.2018\n05.03.2018",
        "Kiel, den 05.03.2018\n\nDatum       Leistung\n01.02.18    Untersuchung\n02.02.18    Füllung",
    ],
)
def test_the_day_of_issue(cells: Cells, text: str) -> None:
    page = cells(text)
    order, _ = order_of((cell.text for cell in page.cells()), american=False, custom=True)
    assert issue_dates(page, number(page))[0].printed.day(order) == date(2018, 3, 5)


def test_due_dates_and_orders(cells: Cells) -> None:
    page = cells("Zahlbar netto bis 04.07.2018, 3% Skonto bis 15.06.2018\nIhre Bestellung: AB-321")
    assert [found.printed.text for found in dates_by(page, labels.DUE, 1.0)] == ["04.07.2018"]
    assert [found.value for found in orders_found(page)] == ["AB-321"]


@pytest.mark.parametrize(
    ("text", "code", "sure"),
    [
        ("Währung:      GBP\nSumme 4,00 €", "GBP", True),
        ("Währung der Umsatzsteuerbuchung : EUR\nRechnungswährung : GBP", "GBP", True),
        ("Total      £4.00\nShipping      £1.00", "GBP", True),
        ("Total CHF      1'334.49\nMWST 8.1%      99.99\nCHF 12.00", "CHF", True),
        ("Total      $4.00", "USD", False),
        ("Portland, OR 97201\nTotal      $4.00", "USD", True),
        ("Beträge in\n      EUR\nSumme 4,00", "EUR", True),
    ],
)
def test_currencies(cells: Cells, text: str, code: str, sure: bool) -> None:
    found = currency_found(cells(text))
    assert found is not None
    assert (found[0], found[2]) == (code, sure)


def test_no_currency(cells: Cells) -> None:
    assert currency_found(cells("Total 4.00")) is None
