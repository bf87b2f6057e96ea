"""Marks on lines, found by comparing a line with the policy and with the other lines of the batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from steps.core.events import ExpenseItem
from steps.expenses import merchant_names
from steps.expenses.models import Flag
from steps.expenses.policy import CURRENCY, LIMITS, RECEIPT_FROM, ROUND_FROM, ROUND_TO, STALE_DAYS
from steps.expenses.tables.kinds import Kind

# With any of these somebody has to look.
TO_REVIEW: frozenset[Flag] = frozenset(
    {"duplicate", "over_limit", "missing_receipt", "personal_suspected", "split_suspected"}
)


def flags(line: ExpenseItem, kind: Kind | None, today: date, *, twin: str | None, split: bool) -> list[Flag]:
    """The marks of one line, in the order of the list of flags. `twin`: the earlier line it seems to repeat."""
    limit = LIMITS.get(kind.kind) if kind else None
    in_usd = line.currency == CURRENCY
    marks: dict[Flag, bool] = {
        "duplicate": twin is not None,
        "weekend": line.date is not None and line.date.weekday() >= 5,
        "over_limit": limit is not None and in_usd and line.amount > limit,
        "missing_receipt": line.has_receipt is False and _needs_receipt(line, kind),
        "personal_suspected": kind is not None and kind.subcategory == "personal",
        "round_amount": abs(line.amount) >= ROUND_FROM and line.amount % ROUND_TO == 0,
        "foreign_currency": not in_usd,
        "split_suspected": split,
        "refund": line.amount < 0,
        "stale": line.date is not None and (today - line.date).days > STALE_DAYS,
    }
    return [flag for flag, marked in marks.items() if marked]


def twins(lines: Sequence[ExpenseItem]) -> dict[str, str]:
    """For each line that repeats an earlier one (merchant, amount, currency, a day apart at most): the earlier's id."""
    by_purchase: dict[tuple[str, Decimal, str], list[ExpenseItem]] = defaultdict(list)
    found: dict[str, str] = {}
    for line in lines:
        if line.date is None or line.amount == 0:
            continue
        earlier = by_purchase[merchant_names.same(line.merchant), line.amount.normalize(), line.currency]
        near = next(
            (other for other in earlier if other.date and abs((line.date - other.date).days) <= 1), None
        )
        if near is not None:
            found[line.line_id] = found.get(near.line_id, near.line_id)
        earlier.append(line)
    return found


def splits(
    lines: Sequence[ExpenseItem], kinds: Sequence[Kind | None], twins: dict[str, str]
) -> frozenset[str]:
    """Ids of lines that stay below a limit one by one and pass it together: one merchant, one day, no repeats."""
    groups: dict[tuple[str, date], list[tuple[ExpenseItem, Kind | None]]] = defaultdict(list)
    for line, kind in zip(lines, kinds, strict=True):
        if line.date and line.amount > 0 and line.currency == CURRENCY and line.line_id not in twins:
            groups[merchant_names.same(line.merchant), line.date].append((line, kind))
    return frozenset(
        line.line_id for group in groups.values() if len(group) > 1 and _passes(group) for line, _ in group
    )


def _passes(group: Sequence[tuple[ExpenseItem, Kind | None]]) -> bool:
    amounts = [line.amount for line, _ in group]
    limits = [LIMITS[kind.kind] for _, kind in group if kind and kind.kind in LIMITS]
    bounds = limits[:1] + ([RECEIPT_FROM] if all(line.has_receipt is False for line, _ in group) else [])
    return any(max(amounts) <= bound < sum(amounts) for bound in bounds)


def _needs_receipt(line: ExpenseItem, kind: Kind | None) -> bool:
    lodging = kind is not None and kind.kind == "hotel"
    return lodging or line.currency != CURRENCY or abs(line.amount) >= RECEIPT_FROM
