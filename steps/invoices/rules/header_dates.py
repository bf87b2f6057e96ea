"""Find the dates at the head of an invoice: when it was issued, when it is due, when the service was given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from steps.core.text.patterns import compiled
from steps.invoices.pages.dates import Printed, dates
from steps.invoices.rules import labels
from steps.invoices.rules.header import PrintedValue, under
from steps.invoices.rules.sheet import Cell, Sheet

_PLACE = compiled(r"[^\W\d_][^\d:]{1,30}, (?:den |le |the )?")
_LONE_ON_TOP, _LONE = 0.5, 0.2  # how much a date counts that nothing labels
_TOP = 15  # rows from the top of a document in which its date may stand alone
_FEW = 25  # characters that may stand beside it
_COLUMN_ROWS = 6


@dataclass(frozen=True)
class FoundDate:
    printed: Printed
    weight: float
    cell: Cell


def dates_by(sheet: Sheet, label: re.Pattern[str], weight: float) -> Iterator[FoundDate]:
    """Dates behind a label: in its cell, right of it, or right below it."""
    for cell in sheet.cells():
        match = label.search(cell.plain)
        if not match:
            continue
        inside = [printed for printed in dates(cell.text) if printed.start >= match.start()]
        if inside:
            yield FoundDate(inside[0], weight, cell)
            continue
        right = [other for other in sheet.right_of(cell) if any(map(str.isalnum, other.text))][:1]
        below = [] if _heads_column(sheet, cell) else under(sheet, cell)
        for other, factor in [*((found, 1.0) for found in right), *((found, 0.8) for found in below)]:
            if printed_there := dates(other.text):
                yield FoundDate(printed_there[0], weight * factor, other)
                break


def _heads_column(sheet: Sheet, cell: Cell) -> bool:
    """Whether several dates stand below a cell with nothing else between, as in the column of a table."""
    run = list(takewhile(lambda other: dates(other.text), sheet.below(cell, _COLUMN_ROWS)))
    return len(run) > 1


def issue_dates(sheet: Sheet, number: PrintedValue | None) -> list[FoundDate]:
    """Candidates for the day of issue, the surest first."""
    found = [*dates_by(sheet, labels.ISSUED, 3.0), *_after_place(sheet)]
    if number:
        found += _behind_number(sheet, number)
    taken = {
        (other.cell, other.printed.start)
        for label in (labels.DUE, labels.SERVICE, labels.ORDER)
        for other in dates_by(sheet, label, 1.0)
    }
    lone = [
        FoundDate(printed[0], _LONE_ON_TOP if cell.row < _TOP else _LONE, cell)
        for cell in sheet.cells()
        if len(printed := dates(cell.text)) == 1 and len(cell.text) - len(printed[0].text) < _FEW
    ]
    for other in (*dates_by(sheet, labels.DATED, 2.0), *lone):
        if (other.cell, other.printed.start) not in taken:
            found.append(other)
    return sorted(found, key=lambda date: -date.weight)


def _after_place(sheet: Sheet) -> Iterator[FoundDate]:
    """A date behind the name of a town, as letters have it: `Zürich, 12. März 2024`."""
    for cell in sheet.cells():
        for printed in dates(cell.text)[:1]:
            if _PLACE.fullmatch(cell.text[: printed.start]) and not cell.text[printed.end :].strip():
                yield FoundDate(printed, 1.9, cell)


def _behind_number(sheet: Sheet, number: PrintedValue) -> Iterator[FoundDate]:
    """A date that follows the number: `Nr. 4711 vom 5.3.2018`, in its row or at the start of the next."""
    following = [number.cell, *sheet.right_of(number.cell)]
    if number.cell.row + 1 < len(sheet.rows):
        following += [cell for cell in sheet.rows[number.cell.row + 1] if cell.overlaps(number.cell)]
    between = number.cell.text[number.cell.text.find(number.value) + len(number.value) :]
    for index, cell in enumerate(following):
        text = between if index == 0 else cell.text
        for printed in dates(text):
            if labels.AFTER_NUMBER.match(text[: printed.start]):
                yield FoundDate(printed, 2.8, cell)
            return
        if not labels.AFTER_NUMBER.match(text):
            return
