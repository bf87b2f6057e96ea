"""Find what stands at the head of an invoice: its kind, number, dates, order and currency, by their labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from steps.invoices import labels
from steps.invoices.amounts import SYMBOLS, numbers
from steps.invoices.codes import CURRENCIES
from steps.invoices.dates import Printed, dates
from steps.invoices.sheet import Cell, Sheet
from steps.invoices.wire import DocumentKind

_NUMBER = re.compile(r"[A-Za-z0-9]+(?:\s?[-/._]\s?[A-Za-z0-9]+)*")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9/._-]*(?: [A-Z0-9/._-]+){1,4}")  # `INV 2024 118`
_LABEL_GOES_ON = re.compile(r"[\s:#.]*(?:[/|(][^\d]{2,40})?")
_SEPARATOR = re.compile(r"^[\s:#.=]*(?:n[or°º]\.?[\s:#]*|nummer[\s:]*|number[\s:]*)?", re.IGNORECASE)
_PLACE = re.compile(r"[^\W\d_][^\d:]{1,30}, (?:den |le |the )?")
_AMERICAN = re.compile(r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b|\bsales tax\b|\bUSA\b", re.IGNORECASE)
_LONGEST = 40  # characters of a number
_IN_PROSE = 1.5  # what a label counts less in the middle of a sentence
_LONE_ON_TOP, _LONE = 0.5, 0.2  # how much a date counts that nothing labels
_TOP = 15  # rows from the top of a document in which its date may stand alone
_FEW = 25  # characters that may stand beside it
_BELOW = 2  # rows in which a value may stand under its label
_KINDS: tuple[tuple[DocumentKind, re.Pattern[str]], ...] = (
    ("invoice", re.compile(r"selbst ausgestellt|self-?billed|autofactur", re.IGNORECASE)),
    ("proforma", re.compile(r"pro[ -]?forma", re.IGNORECASE)),
    ("corrected_invoice", re.compile(r"rechnungskorrektur|korrekturrechnung|corrected invoice|facture rectificative",
                                     re.IGNORECASE)),
    ("credit_note", re.compile(
        r"gutschrift|storno|credit[ -]?(?:note|memo)|\bavoir\b|nota (?:de cr[ée]dito|di credito)|creditnota",
        re.IGNORECASE)),
    ("receipt", re.compile(r"\bquittung\b|kassenbon|\breceipt\b|\bre[çc]u\b|\bticket\b", re.IGNORECASE)),
    ("invoice", re.compile(r"rechnung|invoice|factur|factuur|fattura|\bbill\b", re.IGNORECASE)),
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A value as printed, how sure its label makes it (about 0 to 3), and the cell it stands in."""

    value: str
    weight: float
    cell: Cell


def document_kind(sheet: Sheet, number: Found | None) -> tuple[DocumentKind, bool]:
    """The kind that the title or the words beside the number name, and whether anything names one."""
    titles = [number.cell.plain, *(cell.plain for cell in sheet.left_of(number.cell))] if number else []
    titles += [
        cell.plain for cell in sheet.cells() if labels.TITLE.match(cell.plain) and len(cell.plain) < 60
    ]
    for title in titles:
        for kind, pattern in _KINDS:
            if pattern.search(title):
                return kind, True
    return "invoice", bool(_KINDS[-1][1].search(sheet.text))


def numbers_found(sheet: Sheet) -> Iterator[Found]:
    """Every candidate for the invoice's number."""
    for cell in sheet.cells():
        text = cell.plain
        for pattern, weight in ((labels.NUMBER, 3.0), (labels.TITLE, 2.5)):
            for match in pattern.finditer(text):
                if labels.NOT_OWN.search(text[: match.start()]):
                    continue
                start = match.end() + len((_SEPARATOR.match(text[match.end() :]) or match).group())
                weight -= _IN_PROSE * (len(text[: match.start()].split()) > 2)
                if value := _number_at(text[start:]):
                    yield Found(value, weight, cell)
                elif _LABEL_GOES_ON.fullmatch(text[start:]):
                    weight_elsewhere = weight if pattern is labels.NUMBER else weight - 1
                    yield from _beside(sheet, cell, weight_elsewhere)
                break


def _number_at(text: str) -> str | None:
    """The number with which a text begins: it has a digit and is no date, amount or number of things."""
    match = _CODE.fullmatch(text) or _NUMBER.match(text)
    if not match or any(printed.start == 0 for printed in dates(text)):
        return None
    first = next(iter(numbers(text)), None)
    if first and first.start == 0 and (first.is_money or first.percent):
        return None
    value = match.group()
    return value if any(map(str.isdigit, value)) and len(value) <= _LONGEST else None


def _beside(sheet: Sheet, label: Cell, weight: float) -> Iterator[Found]:
    """Values right of a label, or right below it."""
    right = [cell for cell in sheet.right_of(label) if cell.text.strip(" :#")]
    if right and (value := _number_at(right[0].text.lstrip(" :#"))):
        yield Found(value, weight, right[0])
        return
    for cell in [*sheet.below(label, _BELOW), *_aside(sheet, label)]:
        if value := _number_at(cell.text):
            yield Found(value, weight - 0.5, cell)
            return


def _aside(sheet: Sheet, label: Cell) -> Iterator[Cell]:
    """Cells in the next row that begin right of the label: where label and value hang on two baselines."""
    if label.row + 1 < len(sheet.rows):
        yield from (cell for cell in sheet.rows[label.row + 1] if cell.start >= label.start)


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
        for other, factor in [
            *((found, 1.0) for found in right),
            *((found, 0.8) for found in _under(sheet, cell)),
        ]:
            if printed_there := dates(other.text):
                yield FoundDate(printed_there[0], weight * factor, other)
                break


def _under(sheet: Sheet, cell: Cell) -> list[Cell]:
    return [*sheet.below(cell, _BELOW), *_aside(sheet, cell)]


def issue_dates(sheet: Sheet, number: Found | None) -> list[FoundDate]:
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
                yield FoundDate(printed, 1.5, cell)


def _behind_number(sheet: Sheet, number: Found) -> Iterator[FoundDate]:
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


def currency_found(sheet: Sheet) -> tuple[str, str, bool] | None:
    """Code, as printed, and whether it is certain: by a label, or by what stands beside the amounts."""
    for cell in sheet.cells():
        head, _, rest = cell.plain.partition(":")
        if labels.CURRENCY.match(f"{head.strip()}:"):
            for text in [
                rest.strip(),
                *(other.text for other in [*sheet.right_of(cell), *_under(sheet, cell)]),
            ]:
                code = text.strip(" :.")
                if code in CURRENCIES:
                    return code, code, True
                if code in SYMBOLS:
                    return SYMBOLS[code], code, True
    seen = Counter(
        number.currency for cell in sheet.cells() for number in numbers(cell.text) if number.currency
    )
    if not seen:
        return _alone(sheet)
    code, times = seen.most_common(1)[0]
    texts = [cell.text for cell in sheet.cells()]
    most = times > sum(seen.values()) / 2
    if any(re.search(rf"\b{code}\b", text) for text in texts):
        return code, code, most
    printed = next(
        (sign for sign, name in SYMBOLS.items() if name == code and any(sign in text for text in texts)), code
    )
    american = printed != "$" or any(
        _AMERICAN.search(text) for text in texts
    )  # other countries have dollars too
    return code, printed, most and american


def _alone(sheet: Sheet) -> tuple[str, str, bool] | None:
    """A currency that stands in a cell of its own, at the head of a column or beside a sum."""
    for cell in sheet.cells():
        for word in re.findall(r"[€£]|\b[A-Z]{3}\b", cell.text):
            if word in SYMBOLS or (
                word in CURRENCIES and word in ("EUR", "USD", "GBP", "CHF", cell.text.strip("()"))
            ):
                return SYMBOLS.get(word, word), word, word != "$"
    return None


def orders_found(sheet: Sheet) -> Iterator[Found]:
    """Candidates for the buyer's order number."""
    for cell in sheet.cells():
        if match := labels.ORDER.search(cell.plain):
            rest = cell.plain[match.end() :]
            start = len((_SEPARATOR.match(rest) or match).group())
            if value := _number_at(rest[start:]):
                yield Found(value, 2.0, cell)
            elif not rest[start:].strip(" :#."):
                yield from _beside(sheet, cell, 1.8)
