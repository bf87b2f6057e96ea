"""Choose net, tax and gross among the labelled amounts: the combination whose labels are surest and which adds up.

Nothing is made up: each of the three is printed, or is the sum of printed rows of tax.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from steps.invoices.rules.labels import Role
from steps.invoices.rules.sums.taxes import TaxLine
from steps.invoices.rules.sums.totals import Amount, Candidate

_CLOSES = 1.5  # bonus of a combination that adds up
_CLOSES_WITHOUT_TAX = 0.4  # the same where no tax is printed, so that net = gross proves little
_ALL_ROWS = 0.3  # bonus of a tax that is the sum of all its rows
# How much other sums count as the one that is wanted.
_DUE_AS_GROSS, _LINES_AS_NET, _SUM_AS_NET, _ROWS_AS_TAX, _BASES_AS_NET = 0.6, 0.5, 0.3, 0.5, 0.2
_MOST = 12  # candidates of a role that are tried


@dataclass(frozen=True)
class Sums:
    """The amounts chosen. `tax` may be known without an amount of its own. `closes`: net + tax = gross."""

    by_role: dict[Role, Amount]
    tax: Decimal | None
    closes: bool
    listed: list[Candidate]


@dataclass(frozen=True)
class Option:
    """One value that a sum may have; `amount` is null where it is the sum of rows."""

    value: Decimal
    weight: float
    amount: Amount | None = None
    plain_sum: bool = False


Choice = tuple[Option | None, Option | None, Option | None]


def sums(found: Sequence[Candidate], tax_rows: Sequence[TaxLine], amounts: Sequence[Amount] = ()) -> Sums:
    """The most likely sums; a role that nothing names is missing, but a payment that explains what is left to pay."""
    by_role: dict[Role, list[Candidate]] = {}
    for candidate in sorted(found, key=lambda candidate: -candidate.weight):
        by_role.setdefault(candidate.role, []).append(candidate)
    gross, net, tax = best_of(by_role, tax_rows)
    chosen = {
        role: entries[0].amount for role, entries in by_role.items() if role not in ("gross", "net", "tax")
    }
    three: dict[Role, Option | None] = {"gross": gross, "net": net, "tax": tax}
    chosen |= {role: option.amount for role, option in three.items() if option and option.amount}
    due = chosen.get("due")
    if gross and due and "prepaid" not in chosen and gross.value != due.value:
        paid = next((amount for amount in amounts if amount.value == gross.value - due.value), None)
        chosen |= {"prepaid": paid} if paid else {}
    return Sums(chosen, tax.value if tax else None, _closes((gross, net, tax)), list(found))


def without_tax(total: Sums) -> Sums:
    """The sums of an invoice that says it bears no tax: its net total is its gross total, if it prints no other."""
    gross = total.by_role.get("gross")
    if gross is None or total.tax is not None or "net" in total.by_role:
        return total
    return replace(total, by_role={**total.by_role, "net": gross}, closes=True)


def best_of(by_role: dict[Role, list[Candidate]], tax_rows: Sequence[TaxLine]) -> Choice:
    """Gross, net and tax of the best combination."""
    with_base = [row for row in tax_rows if row.base is not None]
    row_sums = {sum((row.amount for row in rows), Decimal(0)) for rows in (with_base, tax_rows) if rows}
    parts = {row.amount for row in with_base} - row_sums if len(with_base) > 1 else set()
    grosses = _options(by_role, ("gross", 1.0), ("due", _DUE_AS_GROSS))
    nets = _options(by_role, ("net", 1.0), ("line_sum", _LINES_AS_NET))
    nets += [replace(option, plain_sum=True) for option in _options(by_role, ("gross", _SUM_AS_NET))]
    if with_base:
        nets.append(Option(sum((row.base or Decimal(0) for row in with_base), Decimal(0)), _BASES_AS_NET))
    taxes = [option for option in _options(by_role, ("tax", 1.0)) if option.value not in parts]
    taxes += [Option(row_sum, _ROWS_AS_TAX) for row_sum in sorted(row_sums)]
    whole: list[Option | None] = [*grosses] or [None]
    choices: Iterable[Choice] = product(whole, [*nets, None], [*taxes, None])
    return max(choices, key=lambda choice: _score(choice, row_sums), default=(None, None, None))


def _score(choice: Choice, row_sums: set[Decimal]) -> float:
    _, net, tax = choice
    score = sum(option.weight for option in choice if option)
    if net and (net.plain_sum or net.amount is None) and not (tax and tax.value and _closes(choice)):
        return -1.0  # a plain sum is the net total only where a tax makes the gross of it
    if _closes(choice):
        score += _CLOSES if tax else _CLOSES_WITHOUT_TAX
    return score + _ALL_ROWS * bool(tax and tax.value in row_sums)


def _closes(choice: Choice) -> bool:
    gross, net, tax = choice
    return gross is not None and net is not None and net.value + (tax.value if tax else 0) == gross.value


def _options(by_role: dict[Role, list[Candidate]], *roles: tuple[Role, float]) -> list[Option]:
    return [
        Option(candidate.amount.value, candidate.weight * factor, candidate.amount)
        for role, factor in roles
        for candidate in by_role.get(role, [])[:_MOST]
    ]
