"""Find the billed lines. A column of amounts is taken for them only if it adds up to a sum that the invoice prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, permutations

from steps.core.text.patterns import compiled
from steps.invoices.checks import cents
from steps.invoices.money import CENT
from steps.invoices.pages.amounts import Number, currency_of, numbers
from steps.invoices.rules.sheet import Cell, Sheet
from steps.invoices.rules.sums.table import Heads, columns, has_money, heads_of, rows_before_sums, table_rows
from steps.invoices.rules.sums.totals import Amount

MOST_LINES = 500
_POSITION = compiled(r"^\d{1,3}\.? (?=\S)")
_LONGEST_UNIT = 12


@dataclass(frozen=True)
class BilledLine:
    """`cell`: where its description stands."""

    description: str
    cell: Cell
    total: Amount
    quantity: Decimal | None
    unit: str | None
    price: Decimal | None
    discount: Decimal | None
    tax_rate: Decimal | None
    code: str | None


def billed_lines(
    sheet: Sheet, amounts: Sequence[Amount], targets: Iterable[Decimal], mark: str
) -> list[BilledLine]:
    """The lines of the first column that adds up to one of the targets; empty when none does."""
    heads = heads_of(sheet)
    regions = [(heads, table_rows(sheet, heads)), ([], rows_before_sums(sheet))]
    for target in dict.fromkeys(targets):
        for above, rows in regions:
            inside = [amount for amount in amounts if amount.cell.row in rows]
            for column in columns(inside):
                with_more = [amount for amount in column if _has_company(sheet, amount)]
                for chosen in filter(None, (_adding_up(column, target), _adding_up(with_more, target))):
                    taken = {amount.cell.row for amount in chosen}
                    lines = [_line(sheet, amount, above, taken, mark) for amount in chosen[:MOST_LINES]]
                    if all(lines) and len(chosen) <= MOST_LINES:
                        return [line for line in lines if line]
    return []


def _adding_up(column: Sequence[Amount], target: Decimal) -> Sequence[Amount] | None:
    """The column, or its beginning, as far as it makes the target: sums may stand below what they sum up."""
    running = list(accumulate(amount.value for amount in column))
    if target not in running:
        return None
    return column if running[-1] == target else column[: running.index(target) + 1]


def _has_company(sheet: Sheet, amount: Amount) -> bool:
    """Whether a quantity or a price stands in its row or the row above."""
    return any(
        cell != amount.cell and any(not number.percent for number in numbers(cell.text))
        for row in (amount.cell.row, amount.cell.row - 1)
        for cell in sheet.rows[row]
    )


def _line(
    sheet: Sheet, amount: Amount, heads: Sequence[Heads], taken: set[int], mark: str
) -> BilledLine | None:
    """One line: its main row is the amount's own, or the one above or below where those prove themselves."""
    head = next((entry for entry in reversed(heads) if entry.row < amount.cell.row), Heads(-1, {}))
    own = amount.cell.row
    near = [row for row in (own, own - 1, own + 1) if row == own or row not in taken]
    cells_of = {
        row: [cell for cell in sheet.rows[row] if cell != amount.cell]
        for row in near
        if row < len(sheet.rows)
    }
    parts_of = {row: _parts(cells, head, amount.value, mark) for row, cells in cells_of.items()}
    proved = [row for row, parts in parts_of.items() if parts.proved]
    whole = [row for row, parts in parts_of.items() if parts.quantity and parts.price]
    main = next(iter(proved or whole), own)
    described = next(
        (
            cell
            for row in dict.fromkeys([main, *cells_of])
            for only_under_head in (True, False)
            if (cell := _description(cells_of[row], head, amount, only_under_head=only_under_head))
        ),
        None,
    )
    if described is None:
        return None
    parts, cells = parts_of[main], cells_of[main]
    code = _under(cells, head, "code")
    return BilledLine(
        description=described.text,
        cell=described,
        total=amount,
        quantity=parts.quantity[1].value(mark) if parts.quantity else None,
        unit=_unit(sheet, cells, parts.quantity, head),
        price=parts.price[1].value(mark) if parts.price else None,
        discount=parts.discount,
        tax_rate=_rate(cells, head, parts, mark),
        code=_POSITION.sub("", code) if code and code != described.text else None,
    )


Placed = tuple[Cell, Number]


@dataclass(frozen=True)
class Parts:
    """What a total is made of; `proved`: quantity x price - discount is the total."""

    quantity: Placed | None = None
    price: Placed | None = None
    discount: Decimal | None = None
    proved: bool = False


def _parts(cells: Sequence[Cell], head: Heads, total: Decimal, mark: str) -> Parts:
    """Quantity and price whose product, less a percentage in the row, is the total; else by their heads."""
    printed = [(cell, number) for cell in cells for number in numbers(cell.text)]
    plain = [entry for entry in printed if not entry[1].percent]
    percents = [number.value(mark) for _, number in printed if number.percent]

    def fitness(pair: tuple[Placed, Placed]) -> int:
        (quantity, _), (price, number) = pair
        return -(
            2 * head.over(quantity, "quantity") + 2 * head.over(price, "price") + number.is_money
            - 2 * head.over(quantity, "price") - 2 * head.over(price, "quantity")
        )  # fmt: skip

    for quantity, price in sorted(permutations(plain, 2), key=fitness):
        product = quantity[1].value(mark) * price[1].value(mark)
        if abs(abs(cents(product)) - abs(total)) <= CENT:
            return Parts(quantity, price, None, proved=True)
        for percent in percents:
            if product * percent and abs(abs(cents(product * (100 - percent) / 100)) - abs(total)) <= CENT:
                return Parts(quantity, price, cents(abs(product)) - abs(total), proved=True)
    quantity_below = next((entry for entry in plain if head.over(entry[0], "quantity")), None)
    price_below = next((entry for entry in plain if head.over(entry[0], "price")), None)
    return Parts(quantity_below, price_below)


def _description(cells: Sequence[Cell], head: Heads, amount: Amount, *, only_under_head: bool) -> Cell | None:
    """The text under the head of the descriptions; else the longest text left of the amount."""
    texts = [
        cell for cell in cells
        if sum(map(str.isalpha, cell.text)) >= max(3, sum(map(str.isdigit, cell.text)))
        and not has_money(cell) and not _is_measure(cell)
    ]  # fmt: skip
    if only_under_head:
        found = [cell for cell in texts if head.over(cell, "description")]
    else:
        found = [cell for cell in texts if cell.end <= amount.cell.start]
    return max(found, key=lambda cell: len(cell.text), default=None)


def _is_measure(cell: Cell) -> bool:
    """A number with its unit: `10000,0000 KWh`."""
    first = next(iter(numbers(cell.text)), None)
    return bool(first and first.start == 0 and len(cell.text[first.end :].split()) <= 1)


def _unit(sheet: Sheet, cells: Sequence[Cell], quantity: Placed | None, head: Heads) -> str | None:
    """What follows the quantity in its cell, or alone in the next, or under a head of its own."""
    behind = []
    if quantity:
        behind = [
            quantity[0].text[quantity[1].end :],
            *(cell.text for cell in sheet.right_of(quantity[0])[:1]),
        ]
    for text in (*behind, _under(cells, head, "unit") or ""):
        unit = text.strip(" .")
        if 0 < len(unit) <= _LONGEST_UNIT and not any(map(str.isdecimal, unit)) and "%" not in unit:
            return None if unit == "€" or currency_of(unit) else text.strip()
    return None


def _under(cells: Sequence[Cell], head: Heads, kind: str) -> str | None:
    return next((cell.text for cell in cells if head.over(cell, kind)), None)


def _rate(cells: Sequence[Cell], head: Heads, parts: Parts, mark: str) -> Decimal | None:
    """The number under the head of the tax that is no amount."""
    return next(
        (
            number.value(mark)
            for cell in cells
            if head.over(cell, "tax")
            for number in numbers(cell.text)
            if (cell, number) not in (parts.quantity, parts.price) and not number.is_money
        ),
        None,
    )
