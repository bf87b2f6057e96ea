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
        Check.of("every_line_once", same, fault=f"{n} lines in, {len(result.lines)} out"),
        Check.of("amounts_unchanged", amounts, fault="an amount differs from what was sent"),
        Check.of("sums_agree", _agree(result), fault="the sums by category do not add up to the lines"),
        Check.of(
            "all_categorized",
            not unknown,
            severity="warn",
            fault=f"lines whose category nobody could tell: {unknown} of {n}",
        ),
        Check.of(
            "reviewed",
            not result.review_count,
            severity="warn",
            fault=f"lines that a person should look at: {result.review_count} of {n}",
        ),
        Check.of(
            "one_currency",
            len(result.grand_totals) < 2,
            severity="warn",
            fault="several currencies, summed apart and not converted",
        ),
        Check.of(
            "dates_past",
            not future,
            severity="warn",
            fault=f"lines dated after the day of the request: {future}",
        ),
        Check.of(
            "no_instructions_in_text",
            not ordered,
            severity="warn",
            fault=f"lines that give a machine orders, treated as text: {ordered}",
        ),
        Check.of(
            "fields_used",
            not unused,
            severity="warn",
            fault=f"fields of the document that were not read: {', '.join(unused)}",
        ),
    ]


def _agree(result: ExpenseResult) -> bool:
    for total in result.grand_totals:
        lines = sum((line.amount for line in result.lines if line.currency == total.currency), Decimal(0))
        groups = [group for group in result.by_category if group.currency == total.currency]
        if not lines == total.amount == sum((group.amount for group in groups), Decimal(0)):
            return False
    return sum(group.count for group in result.by_category) == len(result.lines)
