"""What was looked at in the result, as checks that a person can read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from steps.core.events import ExpenseItem
from steps.core.models import Check
from steps.core.text.injection import instructions
from steps.expenses.models import ExpenseResult


def checks(
    result: ExpenseResult, sources: Sequence[ExpenseItem], today: date, unused: Sequence[str]
) -> list[Check]:
    """Every check, in a fixed order. `unused`: fields of the document that were left out."""
    n = len(sources)
    same = [line.line_id for line in result.lines] == [source.line_id for source in sources]
    amounts = [line.amount for line in result.lines] == [source.amount for source in sources]
    unknown = sum(line.category == "uncategorized" for line in result.lines)
    future = sum(source.date is not None and source.date > today for source in sources)
    ordered = sum(
        bool(instructions(f"{source.merchant}\n\n{source.description or ''}")) for source in sources
    )
    return [
        _error("every_line_once", same, f"{n} lines in, {len(result.lines)} out"),
        _error("amounts_unchanged", amounts, "an amount differs from what was sent"),
        _error("sums_agree", _agree(result), "the sums by category do not add up to the lines"),
        _warn("all_categorized", not unknown, f"lines whose category nobody could tell: {unknown} of {n}"),
        _warn("reviewed", not result.review_count, f"lines that a person should look at: {result.review_count} of {n}"),
        _warn("one_currency", len(result.grand_totals) < 2, "several currencies, summed apart and not converted"),
        _warn("dates_past", not future, f"lines dated after the day of the request: {future}"),
        _warn(
            "no_instructions_in_text", not ordered, f"lines that give a machine orders, treated as text: {ordered}"
        ),
        _warn("fields_used", not unused, f"fields of the document that were not read: {', '.join(unused)}"),
    ]  # fmt: skip


def _agree(result: ExpenseResult) -> bool:
    for total in result.grand_totals:
        lines = sum((line.amount for line in result.lines if line.currency == total.currency), Decimal(0))
        groups = [group for group in result.by_category if group.currency == total.currency]
        if not lines == total.amount == sum((group.amount for group in groups), Decimal(0)):
            return False
    return sum(group.count for group in result.by_category) == len(result.lines)


def _error(code: str, passed: bool, detail: str) -> Check:
    return Check(
        code=code, passed=passed, severity="info" if passed else "error", detail="" if passed else detail
    )


def _warn(code: str, passed: bool, detail: str) -> Check:
    return Check(
        code=code, passed=passed, severity="info" if passed else "warn", detail="" if passed else detail
    )
