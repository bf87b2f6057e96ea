"""Find the amounts on an invoice and what the words near them call them: net, tax, gross, and so on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from steps.invoices.pages.amounts import numbers
from steps.invoices.rules.labels import Role, names_a_list, role_of
from steps.invoices.rules.sheet import Cell, Sheet

# How much a label counts by where it stands: in the cell itself, left of it, above its column, next to its row.
_INSIDE, _LEFT, _HEAD, _NEAR = 1.0, 0.95, 0.7, 0.5
_HEAD_ROWS = 4
_LATE = 0.2  # bonus of the last amount of the document over the first


@dataclass(frozen=True)
class Amount:
    """A printed amount of money in its place."""

    value: Decimal
    text: str
    cell: Cell


@dataclass(frozen=True)
class Candidate:
    amount: Amount
    role: Role
    weight: float
    label: str


def amounts_of(sheet: Sheet, mark: str) -> list[Amount]:
    return [
        Amount(number.value(mark), number.text, cell)
        for cell in sheet.cells()
        for number in numbers(cell.text)
        if number.is_money
    ]


def candidates(sheet: Sheet, amounts: Iterable[Amount]) -> list[Candidate]:
    """Each amount whose nearest words name a sum."""
    found = []
    for amount in amounts:
        late = _LATE * amount.cell.row / max(1, len(sheet.rows))
        for label, place in _labels(sheet, amount):
            if named := role_of(label):
                role: Role = (
                    "line_sum"
                    if names_a_list(label) and named[0] not in ("allowance", "charge")
                    else named[0]
                )
                found.append(Candidate(amount, role, named[1] * place + late, label))
                break
    return found


def _labels(sheet: Sheet, amount: Amount) -> Iterator[tuple[str, float]]:
    """What may name an amount, nearest first."""
    cell = amount.cell
    inside = cell.text[: cell.text.find(amount.text)]
    if _has_words(inside):
        yield inside, _INSIDE
        return
    for other in sheet.left_of(cell):
        if _has_words(_without_numbers(other)):
            yield other.plain, _LEFT
            return
    for other in sheet.above(cell, _HEAD_ROWS):
        if _has_words(_without_numbers(other)):
            yield other.plain, _HEAD
            break
    if len(sheet.rows[cell.row]) == 1:
        for row in (cell.row - 1, cell.row + 1):
            for other in sheet.rows[row] if 0 <= row < len(sheet.rows) else ():
                if other.end <= cell.start and not any(number.is_money for number in numbers(other.text)):
                    yield other.plain, _NEAR


def _without_numbers(cell: Cell) -> str:
    text = cell.plain
    for number in reversed(numbers(text)):
        text = text[: number.start] + text[number.end :]
    return text


def _has_words(text: str) -> bool:
    """More than a currency, a unit or a code."""
    return any(sum(map(str.isalpha, word)) > 3 or role_of(word) for word in text.split())
