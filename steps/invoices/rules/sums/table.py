"""Find the tables of an invoice: the heads of their columns, the rows below, and columns of amounts in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steps.core.text.patterns import compiled
from steps.invoices.pages.amounts import numbers
from steps.invoices.rules.labels import role_of
from steps.invoices.rules.sheet import Cell, Sheet
from steps.invoices.rules.sums.totals import Amount

_I = re.IGNORECASE
_HEADS = {
    "description": compiled(
        r"beschreibung|bezeichnung|^artikel$|produkt|^leistung|description|^product|^items?$|^services?$|"
        r"^details$|^task|d[ée]signation|libell|descripci|^concepto|descrizione|omschrijving", _I),
    "code": compiled(r"art\.?[\s-]*nr|artikelnummer|item no|\bsku\b|^code|r[ée]f[ée]?rence|^ref", _I),
    "unit": compiled(r"einheit$|^units?$|^unit[ée]$|^me$", _I),
    "quantity": compiled(r"menge|anzahl|quanti|^qty|^qt[ée]|cantidad|aantal|^hours?$|^stunden$", _I),
    "price": compiled(r"^e\.?p\.?\b|^ansatz|preis|price|^prix|^p\.?\s?u\b|precio|prezzo|prijs|^rate$|^unitaire$", _I),
    "tax": compiled(r"\bust|mwst|steuer|\bvat\b|\btva\b|\btax\b|\biva\b|\bbtw\b", _I),
    "total": compiled(r"^g\.?p\.?\b|betrag|gesamt|total|montant|amount|importe|bedrag|wert$|entgelt", _I),
}  # fmt: skip
_SECTION = compiled(
    r"(?:umsatz)?steueraufschl|belegsummen|zahlungs(?:bedingungen|art|info)|zu- und abschl|(?:tax|"
    r"vat) (?:summary|breakdown)|payment|zuz[üu]glich|plus (?:vat|tax)",
    _I,
)
_END_ROLES = ("net", "gross", "line_sum", "due", "tax")
_SAME_COLUMN = 4  # columns by which the right ends of one column's amounts may differ
_LEAST_HEADS = 3


@dataclass(frozen=True)
class Heads:
    """The named columns of one table, and the row in which most of the names stand."""

    row: int
    cells: dict[str, Cell]

    def over(self, cell: Cell, kind: str) -> bool:
        head = self.cells.get(kind)
        return head is not None and cell.overlaps(head, 2)


def heads_of(sheet: Sheet) -> list[Heads]:
    """Rows in which several columns are named, with the names in the rows next to them."""
    found = []
    for number, row in enumerate(sheet.rows):
        named = {kind: cell for cell in row if (kind := _kind(cell))}
        if (
            len(named) < _LEAST_HEADS
            or not named.keys() & {"description", "code"}
            or any(map(has_money, row))
        ):
            continue
        for near in (number - 1, number + 1, number - 2, number + 2):
            for cell in sheet.rows[near] if 0 <= near < len(sheet.rows) else ():
                if (kind := _kind(cell)) and not has_money(cell):
                    named.setdefault(kind, cell)
        found.append(Heads(number, named))
    return found


def _kind(cell: Cell) -> str | None:
    return next((kind for kind, pattern in _HEADS.items() if pattern.search(cell.plain)), None)


def has_money(cell: Cell) -> bool:
    return any(number.is_money for number in numbers(cell.text))


def table_rows(sheet: Sheet, heads: Sequence[Heads]) -> set[int]:
    """The rows below the heads, down to the first that names a sum or begins another section."""
    found: set[int] = set()
    for head in heads:
        for number in range(head.row + 1, sheet.page_end(head.row)):
            row = sheet.rows[number]
            if row and (_SECTION.match(row[0].plain) or (any(map(has_money, row)) and _names_sum(row))):
                break
            found.add(number)
    return found


def rows_before_sums(sheet: Sheet) -> set[int]:
    """Where no heads are printed, as on a till receipt: all rows of the first page above the first sum."""
    found: set[int] = set()
    for number in range(sheet.page_end(0)):
        row = sheet.rows[number]
        if any(map(has_money, row)) and _names_sum(row):
            break
        found.add(number)
    return found


def _names_sum(row: Sequence[Cell]) -> bool:
    """Whether a row begins with the name of a sum. What is billed may be named alike, but has a quantity."""
    first = next((cell for cell in row if any(map(str.isalpha, cell.text))), None)
    named = role_of(first.plain) if first and len(first.text.split()) <= 6 else None
    if named is None or named[0] not in _END_ROLES:
        return False
    counts = (
        number for cell in row for number in numbers(cell.text) if not (number.percent or number.is_money)
    )
    return named[0] == "tax" or not any(counts)


def columns(amounts: Sequence[Amount]) -> Iterator[list[Amount]]:
    """Amounts whose right ends lie under each other, the rightmost column first."""
    left = sorted(amounts, key=lambda amount: (-amount.cell.end, amount.cell.row))
    while left:
        edge = left[0].cell.end
        yield sorted(
            (amount for amount in left if edge - amount.cell.end <= _SAME_COLUMN),
            key=lambda amount: amount.cell.row,
        )
        left = [amount for amount in left if edge - amount.cell.end > _SAME_COLUMN]
