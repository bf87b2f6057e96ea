"""Find the rows that say what a tax rate comes to. The row proves itself: base x rate is the tax that stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from steps.invoices.checks import cents
from steps.invoices.money import CENT
from steps.invoices.pages.amounts import Number, numbers
from steps.invoices.rules.labels import role_of
from steps.invoices.rules.sheet import Cell, Sheet

HIGHEST_RATE = 30  # per cent; no value added or sales tax is higher
_HEAD_ROWS = 6


@dataclass(frozen=True)
class TaxLine:
    """`text`: the tax amount as printed. `base` is null where the row has the tax alone."""

    rate: Decimal
    base: Decimal | None
    amount: Decimal
    text: str
    row: int


def tax_lines(sheet: Sheet, mark: str) -> list[TaxLine]:
    """The rows of tax, each rate and base once."""
    found: dict[tuple[Decimal, Decimal | None, Decimal], TaxLine] = {}
    for row in sheet.rows:
        if line := _tax_line(sheet, row, mark):
            found.setdefault((line.rate, line.base, line.amount), line)
    lines = list(found.values())
    with_base = {(line.rate, line.amount) for line in lines if line.base is not None}
    return [line for line in lines if line.base is not None or (line.rate, line.amount) not in with_base]


def _tax_line(sheet: Sheet, row: list[Cell], mark: str) -> TaxLine | None:
    printed = [(cell, number) for cell in row for number in numbers(cell.text)]
    money = [(number.value(mark), number.text) for _, number in printed if number.is_money]
    in_row = any(_names_tax(cell) for cell in row)
    for cell, number in printed:
        rate = number.value(mark)
        if not 0 <= rate <= HIGHEST_RATE or not (number.percent or _is_rate(sheet, cell, number, in_row)):
            continue
        for (base, base_text), (amount, text) in permutations(money, 2):
            if number.text in (base_text, text) and not number.percent:
                continue
            proved = rate > 0 and amount != 0 and abs(cents(base * rate / 100) - amount) <= CENT
            free = rate == 0 and amount == 0 and base != 0
            if proved or (free and (in_row or _below_tax(sheet, cell))):
                return TaxLine(rate, base, amount, text, cell.row)
        if number.percent and rate > 0 and len(money) == 1 and in_row:
            return TaxLine(rate, None, money[0][0], money[0][1], cell.row)
    return None


def _is_rate(sheet: Sheet, cell: Cell, number: Number, in_row: bool) -> bool:
    """A bare number may be a rate where it stands alone, and its row or its column is one of taxes."""
    rest = cell.text[: number.start] + cell.text[number.end :]
    alone = not any(character.isalnum() for character in rest) and number.currency is None
    return alone and (in_row or _below_tax(sheet, cell))


def _below_tax(sheet: Sheet, cell: Cell) -> bool:
    return any(_names_tax(other) or "%" in other.text for other in sheet.above(cell, _HEAD_ROWS))


def _names_tax(cell: Cell) -> bool:
    return (role_of(cell.plain) or ("",))[0] == "tax"
