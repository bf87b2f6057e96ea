"""Find what stands at the head of an invoice: its number, order and currency, by their labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from steps.core.text.patterns import compiled
from steps.invoices.codes import CURRENCIES
from steps.invoices.pages.amounts import SYMBOLS, numbers
from steps.invoices.pages.dates import dates
from steps.invoices.rules import labels
from steps.invoices.rules.sheet import Cell, Sheet

_NUMBER = compiled(r"[A-Za-z0-9]+(?:\s?[-/._]\s?[A-Za-z0-9]+)*")
_CODE = compiled(r"[A-Z0-9][A-Z0-9/._-]*(?: [A-Z0-9/._-]+){1,4}")  # `INV 2024 118`
_LABEL_GOES_ON = compiled(r"[\s:#.]*(?:[/|(][^\d]{2,40})?")
_SEPARATOR = compiled(r"^[\s:#.=]*(?:n[or°º]\.?[\s:#]*|nummer[\s:]*|number[\s:]*)?", re.IGNORECASE)
_AMERICAN = compiled(r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b|\bsales tax\b|\bUSA\b", re.IGNORECASE)
_LONGEST = 40  # characters of a number
_IN_PROSE = 1.5  # what a label counts less in the middle of a sentence
_TITLE_ROWS = 4  # rows below a title in which its number may stand
_BELOW = 2  # rows in which a value may stand under its label


@dataclass(frozen=True)
class PrintedValue:
    """A value as printed, how sure its label makes it (about 0 to 3), and the cell it stands in."""

    value: str
    weight: float
    cell: Cell


def numbers_found(sheet: Sheet) -> Iterator[PrintedValue]:
    """Every candidate for the invoice's number."""
    yield from _numbers_below_titles(sheet)
    for cell in sheet.cells():
        text = cell.plain
        for pattern, weight in ((labels.NUMBER, 3.0), (labels.TITLE, 2.5)):
            for match in pattern.finditer(text):
                if labels.NOT_OWN.search(text[: match.start()]):
                    continue
                start = match.end() + len((_SEPARATOR.match(text[match.end() :]) or match).group())
                weight -= _IN_PROSE * (len(text[: match.start()].split()) > 2)
                if value := _number_at(text[start:]):
                    yield PrintedValue(value, weight, cell)
                elif _LABEL_GOES_ON.fullmatch(text[start:]):
                    weight_elsewhere = weight if pattern is labels.NUMBER else weight - 1
                    yield from _beside(sheet, cell, weight_elsewhere)
                break


def _numbers_below_titles(sheet: Sheet) -> Iterator[PrintedValue]:
    """A number that is only called so, below a title: `Facture` and then `Numéro : F-12`."""
    for title in sheet.cells():
        if labels.TITLE.fullmatch(title.plain.strip()):
            for cell in sheet.below(title, _TITLE_ROWS):
                if match := labels.BARE_NUMBER.match(cell.plain):
                    rest = cell.plain[match.end() :].lstrip(" :#.")
                    if value := _number_at(rest):
                        yield PrintedValue(value, 1.8, cell)
                    elif not rest:
                        yield from _beside(sheet, cell, 1.8)


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


def _beside(sheet: Sheet, label: Cell, weight: float) -> Iterator[PrintedValue]:
    """Values right of a label, or right below it."""
    right = [cell for cell in sheet.right_of(label) if cell.text.strip(" :#")]
    if right and (value := _number_at(right[0].text.lstrip(" :#"))):
        yield PrintedValue(value, weight, right[0])
        return
    for cell in [*sheet.below(label, _BELOW), *_aside(sheet, label)]:
        if value := _number_at(cell.text):
            yield PrintedValue(value, weight - 0.5, cell)
            return


def _aside(sheet: Sheet, label: Cell) -> Iterator[Cell]:
    """Cells in the next row that begin right of the label: where label and value hang on two baselines."""
    if label.row + 1 < len(sheet.rows):
        yield from (cell for cell in sheet.rows[label.row + 1] if cell.start >= label.start)


def currency_found(sheet: Sheet) -> tuple[str, str, bool] | None:
    """Code, as printed, and whether it is certain: by a label, or by what stands beside the amounts."""
    for cell in sheet.cells():
        head, _, rest = cell.plain.partition(":")
        if labels.CURRENCY.match(f"{head.strip()}:"):
            for text in [
                rest.strip(),
                *(other.text for other in [*sheet.right_of(cell), *under(sheet, cell)]),
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


def orders_found(sheet: Sheet) -> Iterator[PrintedValue]:
    """Candidates for the buyer's order number."""
    for cell in sheet.cells():
        if match := labels.ORDER.search(cell.plain):
            rest = cell.plain[match.end() :]
            start = len((_SEPARATOR.match(rest) or match).group())
            if value := _number_at(rest[start:]):
                yield PrintedValue(value, 2.0, cell)
            elif not rest[start:].strip(" :#."):
                yield from _beside(sheet, cell, 1.8)


def under(sheet: Sheet, cell: Cell) -> list[Cell]:
    return [*sheet.below(cell, _BELOW), *_aside(sheet, cell)]
