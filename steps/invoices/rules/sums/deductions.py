"""Find what is taken off or added between the sum of the lines and the net total: only what closes that gap counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from steps.invoices.rules.labels import Role
from steps.invoices.rules.sums.reconcile import Sums
from steps.invoices.rules.sums.totals import Amount, Candidate
from steps.invoices.wire import WireAllowance

_MOST = 8  # candidates of each kind that are tried
Choice = tuple[Candidate, Decimal] | None


@dataclass(frozen=True)
class Deductions:
    """`line_sum`: the printed sum to which they belong."""

    line_sum: Amount | None
    allowances: list[WireAllowance]
    charges: list[WireAllowance]


def deductions(sums: Sums) -> Deductions:
    """Allowances and charges with which the sum of the lines becomes the net total; none if nothing does so.

    Where no sum is called that of the lines, another one called net (`Subtotal`) may be it.
    """
    line_sum, net = sums.by_role.get("line_sum"), sums.by_role.get("net")
    others = [entry.amount for entry in sums.listed if entry.role == "net" and not line_sum]
    for start in [line_sum] if line_sum else others:
        if net is None or start.value == net.value:
            continue
        for allowance, charge in product(_choices(sums, "allowance"), _choices(sums, "charge")):
            taken_off = allowance[1] if allowance else Decimal(0)
            added = charge[1] if charge else Decimal(0)
            if (allowance or charge) and start.value - taken_off + added == net.value:
                return Deductions(start, _wire(allowance), _wire(charge))
    return Deductions(line_sum, [], [])


def _choices(sums: Sums, role: Role) -> list[Choice]:
    """Nothing, or one printed amount with either sign: allowances are printed with a minus or without."""
    found = sorted((entry for entry in sums.listed if entry.role == role), key=lambda entry: -entry.weight)[
        :_MOST
    ]
    signed: list[Choice] = [
        (entry, sign * abs(entry.amount.value)) for sign in (1, -1) for entry in found if entry.amount.value
    ]
    return [None, *signed]


def _wire(choice: Choice) -> list[WireAllowance]:
    if choice is None:
        return []
    entry, amount = choice
    reason = " ".join(entry.label.split()).strip(" :") or None
    return [WireAllowance(reason=reason, amount=f"{amount:f}", quote=entry.amount.text)]
