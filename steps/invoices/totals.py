"""Find net, tax and gross by their labels, and prefer the readings that add up.

Every amount gets the role that the words near it name. Then the combination wins whose labels are surest and which
closes (net + tax = gross). Nothing is made up: each of the sums is printed, or is the sum of printed rows of tax.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from steps.invoices.amounts import numbers
from steps.invoices.labels import Role, names_a_list, role_of
from steps.invoices.sheet import Cell, Sheet
from steps.invoices.taxes import TaxLine

# How much a label counts by where it stands: in the cell itself, left of it, above its column, next to its row.
_INSIDE, _LEFT, _HEAD, _NEAR = 1.0, 0.95, 0.7, 0.5
_HEAD_ROWS = 4
_LATE = 0.2  # bonus of the last amount of the document over the first
_CLOSES = 1.5  # bonus of a combination that adds up
_CLOSES_WITHOUT_TAX = 0.4  # the same where no tax is printed, so that net = gross proves little
_ALL_ROWS = 0.3  # bonus of a tax that is the sum of all its rows
_AS_GROSS = 0.6  # how much an amount due counts as the gross total
_AS_NET = 0.5  # how much the sum of the lines counts as the net total
_SUM_AS_NET = 0.3  # how much a plain sum counts as the net total, if a tax makes another of it
_MOST = 12  # candidates of a role that are tried


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


@dataclass(frozen=True)
class Sums:
    """`tax` without an amount of its own is the sum of its rows. `closes`: net + tax = gross, with all three known."""

    by_role: dict[Role, Amount]
    tax: Decimal | None
    closes: bool
    listed: list[Candidate]


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


def sums(found: Sequence[Candidate], tax_rows: Sequence[TaxLine], amounts: Sequence[Amount] = ()) -> Sums:
    """The most likely sums; a role that nothing names is missing, but a payment that explains what is left to pay."""
    by_role: dict[Role, list[Candidate]] = {}
    for candidate in sorted(found, key=lambda candidate: -candidate.weight):
        by_role.setdefault(candidate.role, []).append(candidate)
    chosen: dict[Role, Amount] = {role: entries[0].amount for role, entries in by_role.items()}
    gross, net, tax, closes = _combination(by_role, tax_rows)
    for role in ("gross", "net", "tax"):
        chosen.pop(role, None)
    if gross:
        chosen["gross"] = gross
    if net:
        chosen["net"] = net
    if isinstance(tax, Amount):
        chosen["tax"] = tax
    due = chosen.get("due")
    if gross and due and "prepaid" not in chosen and gross.value != due.value:
        paid = next((amount for amount in amounts if amount.value == gross.value - due.value), None)
        if paid:
            chosen["prepaid"] = paid
    return Sums(chosen, tax.value if isinstance(tax, Amount) else tax, closes, list(found))


def without_tax(total: Sums) -> Sums:
    """The sums of an invoice that says it bears no tax: its net total is its gross total, if it prints no other."""
    gross = total.by_role.get("gross")
    if gross is None or total.tax is not None or "net" in total.by_role:
        return total
    return replace(total, by_role={**total.by_role, "net": gross}, closes=True)


Tax = Amount | Decimal | None


def _combination(
    by_role: dict[Role, list[Candidate]], tax_rows: Sequence[TaxLine]
) -> tuple[Amount | None, Amount | None, Tax, bool]:
    with_base = [row for row in tax_rows if row.base is not None]
    rows_sums = {sum((row.amount for row in rows), Decimal(0)) for rows in (with_base, tax_rows) if rows}
    missing: tuple[Amount | None, float] = (None, 0.0)
    grosses = [*_weighed(by_role, ("gross", 1.0), ("due", _AS_GROSS))]
    sums_as_net = _weighed(by_role, ("gross", _SUM_AS_NET))
    nets = [*_weighed(by_role, ("net", 1.0), ("line_sum", _AS_NET)), *sums_as_net, missing]
    parts = {row.amount for row in with_base} if len(with_base) > 1 else set()
    taxes: list[tuple[Tax, float]] = [
        (tax, weight)
        for tax, weight in _weighed(by_role, ("tax", 1.0))
        if tax and tax.value not in parts - rows_sums
    ]
    taxes.append(missing)
    taxes += [(rows_sum, _AS_NET) for rows_sum in sorted(rows_sums)]
    best: tuple[float, Amount | None, Amount | None, Tax, bool] = (-1.0, None, None, None, False)
    for (gross, sure_gross), (net, sure_net), (tax, sure_tax) in product(grosses or [missing], nets, taxes):
        score = sure_gross + sure_net + sure_tax
        value = tax.value if isinstance(tax, Amount) else tax
        if (net, sure_net) in sums_as_net and not value:
            continue
        closes = gross is not None and net is not None and net.value + (value or 0) == gross.value
        if closes:
            score += _CLOSES_WITHOUT_TAX if value is None else _CLOSES
        if value in rows_sums:
            score += _ALL_ROWS
        if score > best[0]:
            best = (score, gross, net, tax, closes)
    return best[1:]


def _weighed(
    by_role: dict[Role, list[Candidate]], *roles: tuple[Role, float]
) -> list[tuple[Amount | None, float]]:
    return [
        (candidate.amount, candidate.weight * factor)
        for role, factor in roles
        for candidate in by_role.get(role, [])[:_MOST]
    ]
