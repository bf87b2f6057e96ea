"""Billed lines are taken only where they add up."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from steps.invoices.pages.amounts import decimal_mark
from steps.invoices.rules.sheet import Sheet
from steps.invoices.rules.sums.lines import BilledLine, billed_lines
from steps.invoices.rules.sums.totals import amounts_of

Cells = Callable[[str], Sheet]
TABLE = """\
Pos   Art.Nr.    Bezeichnung             Menge        Preis   Rabatt    USt.      Betrag
1     K-100      Kabeltrommel 50 m       20 Stk       42,00              19%      840,00
2     K-200      Stecker, weiß            5 Stk        4,55      10%     19%       20,48
                 mit Kappe
                                              Netto                              860,48
"""


def lines(page: Sheet, *targets: str) -> list[BilledLine]:
    mark = decimal_mark(cell.text for cell in page.cells())
    return billed_lines(page, amounts_of(page, mark), [Decimal(target) for target in targets], mark)


def test_a_table(cells: Cells) -> None:
    first, second = lines(cells(TABLE), "860.48")
    assert (first.description, first.code, first.unit) == ("Kabeltrommel 50 m", "K-100", "Stk")
    assert (first.quantity, first.price, first.discount, first.tax_rate) == (20, 42, None, 19)
    assert (second.quantity, second.price, second.discount) == (5, Decimal("4.55"), Decimal("2.27"))


def test_lines_that_add_up_to_nothing_printed_are_not_given(cells: Cells) -> None:
    assert lines(cells(TABLE), "861.48") == []


def test_a_quantity_is_not_taken_for_a_price(cells: Cells) -> None:
    text = "Menge    Produkt      Preis    Gesamt\n800,00   Heiße Luft   0,025    20,00"
    [line] = lines(cells(text), "20.00")
    assert (line.quantity, line.price) == (800, Decimal("0.025"))


def test_the_position_is_not_taken_for_a_quantity(cells: Cells) -> None:
    text = (
        "Pos  Beschreibung   Nettopreis   Menge     Betrag\n2    Stadtfahrt     2,0000       6,5 Stk    13,00"
    )
    [line] = lines(cells(text), "13.00")
    assert (line.quantity, line.price, line.unit) == (Decimal("6.5"), 2, "Stk")


def test_an_amount_may_hang_a_row_lower(cells: Cells) -> None:
    text = (
        "Pos    Beschreibung          Nettopreis      Menge     Nettobetrag\n"
        "1      Trennblätter A4           9,9000     20 Stk\n"
        "       4012345001235                                        198,00\n"
    )
    [line] = lines(cells(text), "198.00")
    assert (line.description, line.quantity) == ("Trennblätter A4", 20)


def test_a_receipt_has_no_heads(cells: Cells) -> None:
    text = "Frühstück groß      8,40\nKaffee              3,50\nSumme EUR          11,90\nBar                20,00"
    assert [line.description for line in lines(cells(text), "11.90")] == ["Frühstück groß", "Kaffee"]


def test_sums_below_the_lines_are_not_lines(cells: Cells) -> None:
    text = TABLE.replace("Netto", "     ")
    assert len(lines(cells(text), "860.48")) == 2
