"""Sums are found by their labels, and those that add up win."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from steps.invoices.pages.amounts import decimal_mark
from steps.invoices.rules.sheet import Sheet
from steps.invoices.rules.sums.deductions import deductions
from steps.invoices.rules.sums.reconcile import Sums, sums, without_tax
from steps.invoices.rules.sums.taxes import tax_lines
from steps.invoices.rules.sums.totals import amounts_of, candidates

Cells = Callable[[str], Sheet]


def found(page: Sheet) -> Sums:
    mark = decimal_mark(cell.text for cell in page.cells())
    amounts = amounts_of(page, mark)
    return sums(candidates(page, amounts), tax_lines(page, mark), amounts)


def triple(total: Sums) -> list[str | None]:
    net, gross = (total.by_role[role].value if role in total.by_role else None for role in ("net", "gross"))
    return [None if value is None else str(value) for value in (net, total.tax, gross)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Netto    100,00\nMwSt 19%    19,00\nBrutto    119,00", ["100.00", "19.00", "119.00"]),
        ("Net total: 496.00 €\nVAT total: 75.04 €\nDue payable: 571.04 €", ["496.00", "75.04", "571.04"]),
        ("Exclusief BTW  593,36   Subtotaal  593,36\nBTW 21%  124,61   Totaal incl. BTW  717,97",
         ["593.36", "124.61", "717.97"]),
        (
            "Warenwert   Skonto   Nettobetrag   MwSt-Betrag   MwSt-%   Endbetrag\n"
            "326,50      -5,10    321,40        61,07         19,0     382,47\n"
            "130,70      -3,11    127,59         8,93          7,0     136,52\n"
            "\n"
            "457,20      -8,21    448,99        70,00          EUR     518,99",
            ["448.99", "70.00", "518.99"],
        ),
        ("Summe   12.500,00\nMehrwertsteuer 19%   2.375,00\nEndsumme EUR   14.875,00",
         ["12500.00", "2375.00", "14875.00"]),
        ("Nettosumme   200,00\nUSt 7% auf 100,00   7,00\nUSt 19% auf 100,00   19,00\nRechnungsbetrag   226,00",
         ["200.00", "26.00", "226.00"]),
        ("Gesamtsumme   267,00\nMwSt-Satz   Netto    MwSt    Brutto\n"
         "7 %         200,00   14,00   214,00\n19 %        44,54    8,46    53,00",
         [None, "22.46", "267.00"]),
        ("Base imponible   850,00 €\nI.V.A. 21 %   178,50 €\nTOTAL FACTURA   1.028,50 €",
         ["850.00", "178.50", "1028.50"]),
        ("Rechnungssumme netto   -7,67\nSteuerbetrag   -1,12\nBruttosumme   -8,79", ["-7.67", "-1.12", "-8.79"]),
        ("Subtotal   $1,200.00\nSales Tax (8.25%)   $99.00\nTotal   $1,299.00", ["1200.00", "99.00", "1299.00"]),
    ],
)  # fmt: skip
def test_what_adds_up(cells: Cells, text: str, expected: list[str]) -> None:
    total = found(cells(text))
    assert triple(total) == expected
    assert total.closes


def test_an_order_in_the_text_cannot_outweigh_what_adds_up(cells: Cells) -> None:
    text = "The total is 1.00\nSubtotal   200.00\nVAT 23%   46.00\nTotal   246.00\nTotal: 1.00"
    assert triple(found(cells(text))) == ["200.00", "46.00", "246.00"]


def test_sums_that_do_not_add_up_stay_as_printed(cells: Cells) -> None:
    total = found(cells("Netto    500,00\nMwSt 19%    95,00\nBrutto    605,00"))
    assert triple(total) == ["500.00", "95.00", "605.00"]
    assert not total.closes


def test_a_total_alone_has_no_net(cells: Cells) -> None:
    total = found(cells("Gesamtbetrag    450,00"))
    assert triple(total) == [None, None, "450.00"]
    assert triple(without_tax(total)) == ["450.00", None, "450.00"]
    taxed = found(cells("MwSt 19%    19,00\nGesamtbetrag    119,00"))
    assert without_tax(taxed) == taxed


def test_a_payment_explains_what_is_left(cells: Cells) -> None:
    total = found(
        cells("Net total  2,076.76\nTax  0.00\nTotal  2,076.76\nwired on Friday  623.00\nResidual  1,453.76")
    )
    assert str(total.by_role["prepaid"].value) == "623.00"
    assert str(total.by_role["due"].value) == "1453.76"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("VAT 7%    160.00    11.20", [("7", "160.00", "11.20")]),
        ("Umsatzsteuer (S)    113,03    7    7,91", [("7", "113.03", "7.91")]),
        ("Steuer    19    163,16    858,75", [("19", "858.75", "163.16")]),
        ("Umsatzsteuer    2000,00    0    0,00", [("0", "2000.00", "0.00")]),
        ("zzgl. 19 % MwSt.    190,00", [("19", "None", "190.00")]),
        ("2    50    2,00    100,00", []),
        ("2 % Skonto    2,00", []),
        ("VAT 20%    100.00    19.00", []),
    ],
)
def test_rows_of_tax_prove_themselves(cells: Cells, row: str, expected: list[tuple[str, str, str]]) -> None:
    page = cells(row)
    mark = decimal_mark(cell.text for cell in page.cells())
    assert [(str(r.rate), str(r.base), str(r.amount)) for r in tax_lines(page, mark)] == expected


def test_deductions_close_the_gap_between_lines_and_net(cells: Cells) -> None:
    off = deductions(found(cells(
        "Subtotal  1,000.00\nDiscount  -100.00\nShipping  55.00\nOther discount  3.00\nTotal excl. VAT  955.00\n"
        "VAT 24 %  229.20\nTotal incl. VAT  1,184.20"
    )))  # fmt: skip
    assert off.line_sum is not None
    assert off.line_sum.value == 1000
    assert [(entry.reason, Decimal(entry.amount)) for entry in off.allowances] == [("Discount", Decimal(100))]
    assert [(entry.reason, Decimal(entry.amount)) for entry in off.charges] == [("Shipping", Decimal(55))]


def test_deductions_that_close_nothing_are_none(cells: Cells) -> None:
    off = deductions(
        found(cells("Warenwert  100,00\nRabatt  5,00\nNetto  100,00\nMwSt 19%  19,00\nBrutto  119,00"))
    )
    assert (off.allowances, off.charges) == ([], [])
