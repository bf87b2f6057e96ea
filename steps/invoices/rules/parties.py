"""Find seller and buyer: by the words above their addresses, else by what a letterhead shows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from steps.core.text.patterns import compiled
from steps.invoices.rules.addresses import (
    TOWN,
    Block,
    Role,
    blocks,
    columns_ending_in_town,
    head_role,
    is_address,
    is_name,
    is_street,
)
from steps.invoices.rules.sheet import Cell, Sheet

_FORM = compiled(
    r"\b(?:g?GmbH|UG|AG|KG|OHG|GbR|e\.\s?K\.?|eG|SARL|SAS|SASU|EURL|SNC|SCOP|SA|Ltd|Limited|LLP|PLC|plc|LLC|"
    r"Inc|Corp|Corporation|Pty|BV|NV|SRL|Srl|SpA|SL|SLU|Oyj?|OY|AB|ApS|A/S|AS|GMBH|LTD|INC)\b\.?(?!\w)|"
    r"\b(?:s\.a\.r\.l|s\.r\.l|s\.p\.a|s\.a|s\.l(?:\.u)?|b\.v|n\.v|d\.o\.o|s\.r\.o|sp\. z o\.o)\b\.?",
)
_DOTTED = compiled(_FORM.pattern, re.IGNORECASE)
_SPLIT = compiled(r"\s+[●•·|∙*■▪–-]\s+|\s*[●•·|∙■▪]\s*|,\s+")
_OWN = compiled(
    r"\b(?:IBAN|BIC|USt|UID|VAT|TVA|MWST|BTW|KvK|P\.? ?IVA|CIF|HR[AB]|Steuer-?(?:nr|nummer)|Tax ID|SIRET|"
    r"EIN)\b|@|www\.|\b(?:fon|phone|tel)\b|\(\d{3}\) \d",
    re.IGNORECASE,
)
_CAPITAL = compiled(r"\b(SARL|SAS|SASU|EURL|SA|SNC|SCOP)\b(?: .{0,12})? au capital", re.IGNORECASE)
# What each sign of a letterhead counts. A label counts 3.
_LABELLED, _SENDER_LINE, _LEGAL_FORM, _FIRST, _ADDRESS, _IDENTIFIED, _AGAIN = (
    3.0,
    2.0,
    0.8,
    0.5,
    0.5,
    0.5,
    0.4,
)
_LEAST = 0.9
_SURE = 1.3  # from this weight on, a company in a letterhead is the seller
_LONGEST_FORM = 15  # characters that a legal form adds to a name
_NOT_SENDING: tuple[Role, ...] = ("buyer", "other")
_NEAR_ROWS = 6  # rows below a name in which its address and its numbers stand
_TOP = 12  # rows of a page that may hold a letterhead


@dataclass(frozen=True)
class Seller:
    """`weight`: 3 for a labelled one, less for one that only its place gives away."""

    text: str
    cell: Cell
    weight: float
    block: Block

    @property
    def labelled(self) -> bool:
        return self.weight >= _LABELLED

    @property
    def sure(self) -> bool:
        """Labelled, or a company by its legal form that another sign of a letterhead speaks for."""
        return self.labelled or (self.weight >= _SURE and _has_form(self.cell.text))


def seller(sheet: Sheet) -> Seller | None:
    for block in blocks(sheet, "seller"):
        if block.name:
            return Seller(_without_form(block.text, sheet), block.name, _LABELLED, block)
    return _letterhead(sheet)


def buyer(sheet: Sheet, sold_by: str | None) -> Block | None:
    """The labelled buyer, else the only other address on the first page, as in a window envelope."""
    for block in blocks(sheet, "buyer"):
        if block.name and block.text != sold_by:
            return block
    found = {block.text: block for block in columns_ending_in_town(sheet) if not _alike(block.text, sold_by)}
    return next(iter(found.values())) if sold_by and len(found) == 1 else None


def _alike(name: str, other: str | None) -> bool:
    return bool(other) and name.lower().startswith((other or "").lower())


def _letterhead(sheet: Sheet) -> Seller | None:
    """The company that names itself: in a sender's line, on top, with a legal form, beside its own numbers."""
    others = {block.text for role in _NOT_SENDING for block in blocks(sheet, role)}
    scores: defaultdict[str, float] = defaultdict(float)
    cells: dict[str, Cell] = {}
    for row in sheet.rows[: sheet.page_end(0)]:
        for cell in row:
            for text, weight in _claims(sheet, cell):
                if text not in others:
                    scores[text] = max(scores[text], weight) + (_AGAIN if text in cells else 0.0)
                    cells.setdefault(text, cell)
    best = max(scores, key=lambda text: (scores[text], -cells[text].row), default=None)
    if best is None or scores[best] < _LEAST:
        return None
    weight, best = scores[best], _best_spelling(best, scores)
    block = Block(cells[best], best, [cells[best], *_below(sheet, cells[best])], _address(sheet, best))
    return Seller(_without_form(best, sheet), cells[best], weight, block)


def _claims(sheet: Sheet, cell: Cell) -> Iterator[tuple[str, float]]:
    """What a cell offers as the name of the sender, and how much speaks for it."""
    parts = [part for part in _SPLIT.split(cell.text) if part]
    if _is_sender_line(cell):
        yield parts[0], _SENDER_LINE
    elif len(parts) > 1 and is_name(parts[0]) and _has_form(parts[0]):
        yield parts[0], _LEGAL_FORM + _IDENTIFIED
    elif is_name(cell.plain) and not head_role(cell) and len(cell.text.split()) <= 8:
        below = _below(sheet, cell)
        has_form = bool(
            _FORM.search(cell.text) or (_DOTTED.search(cell.text.replace(",", "")) and "." in cell.text)
        )
        first = next(other for row in sheet.rows for other in row)
        top = cell.row - first.row < _TOP
        if has_form or top:
            yield (
                cell.text,
                _LEGAL_FORM * has_form
                + _FIRST * (cell == first)
                + _ADDRESS * any(is_address(other.text) for other in below)
                + _SENDER_LINE
                * bool(top and below and below[0].row == cell.row + 1 and _is_sender_line(below[0]))
                + _IDENTIFIED * any(_OWN.search(other.text) for other in below),
            )


def _is_sender_line(cell: Cell) -> bool:
    """Name, street and town in one line: `Seattle, WA 98109, US` has a town, but no street before it."""
    parts = [part for part in _SPLIT.split(cell.text) if part]
    town = next((place for place, part in enumerate(parts) if place > 1 and TOWN.match(part)), None)
    return town is not None and is_name(parts[0]) and any(is_street(part) for part in parts[1:town])


def _has_form(text: str) -> bool:
    return bool(_FORM.search(text) or ("." in text and _DOTTED.search(text)))


def _best_spelling(name: str, others: Iterable[str]) -> str:
    """The same name with its legal form, or not all in capitals, if it is printed so too."""
    same = [other for other in others if other.casefold().startswith(name.casefold())]
    with_form = [other for other in same if _has_form(other) and len(other) - len(name) <= _LONGEST_FORM]
    spelled = [other for other in same if other.casefold() == name.casefold() and not other.isupper()]
    return next(iter([] if _has_form(name) else with_form), next(iter(spelled), name))


def _below(sheet: Sheet, cell: Cell) -> list[Cell]:
    """The rest of the block that a cell begins: what stands below it, up to a gap or a head."""
    found: list[Cell] = []
    last = cell.row
    for other in sheet.below(cell, _NEAR_ROWS):
        if other.row - last > 2 or head_role(other):
            break
        found.append(other)
        last = other.row
    return found


def _address(sheet: Sheet, name: str) -> list[str]:
    """What follows the name in a sender's line, else street and town below it."""
    for cell in sheet.cells():
        parts = [part for part in _SPLIT.split(cell.text) if part]
        if len(parts) > 2 and parts[0] == name:
            return parts[1:]
    for cell in sheet.cells():
        if cell.text == name and (found := _up_to_town([other.text for other in _below(sheet, cell)])):
            return found
    return []


def _up_to_town(texts: list[str]) -> list[str]:
    found: list[str] = []
    for text in filter(is_address, texts):
        found.append(text)
        if TOWN.search(text):
            return found
    return []


def _without_form(name: str, sheet: Sheet) -> str:
    """French companies print their legal form apart (`SARL au capital de ...`): it is then no part of the name."""
    match = _CAPITAL.search(sheet.text)
    if match and name.upper().endswith(f" {match[1].upper()}"):
        return name[: -len(match[1]) - 1]
    return name
