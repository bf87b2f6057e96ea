"""From decisions to the lines of the result, and their sums: exact, per currency, never across."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import get_args

from steps.core.events import ExpenseItem
from steps.expenses import merchant_names
from steps.expenses.amounts import deductible
from steps.expenses.decision import REVIEW_BELOW, Decision
from steps.expenses.flags import TO_REVIEW, flags, splits, twins
from steps.expenses.models import Category, CategoryTotal, ExpenseLine, ExpenseResult, GrandTotal
from steps.expenses.policy import POLICY_VERSION, capitalized, rules_for


def assembled(
    lines: Sequence[ExpenseItem], decisions: Mapping[str, Decision], today: date, jurisdiction: str
) -> ExpenseResult:
    """The whole result. `today`: the day the job was asked for, from which the age of a line counts."""
    repeated = twins(lines)
    split = splits(lines, [decisions[line.line_id].kind for line in lines], repeated)
    done = [
        _line(line, decisions[line.line_id], today, repeated.get(line.line_id), line.line_id in split)
        for line in lines
    ]
    review = sum(line.needs_review for line in done)
    totals = grand_totals(done)
    return ExpenseResult(
        lines=done,
        by_category=by_category(done),
        grand_totals=totals,
        review_count=review,
        jurisdiction=jurisdiction,
        policy_version=POLICY_VERSION,
        summary=_summary(done, totals, review),
    )


def _line(line: ExpenseItem, decision: Decision, today: date, twin: str | None, split: bool) -> ExpenseLine:
    kind = decision.kind
    category: Category = kind.category if kind else "uncategorized"
    number, pct = (kind.schedule_c_line, kind.deductible_pct) if kind else (None, None)
    if kind and capitalized(kind, line.amount, line.currency):
        category, number, pct = "depreciation", "13", None
    marks = flags(line, kind, today, twin=twin, split=split)
    why = decision.why + (f"; same merchant and amount as line {twin}, a day apart at most" if twin else "")
    unclear = category == "uncategorized" or pct is None
    return ExpenseLine(
        line_id=line.line_id,
        merchant_raw=line.merchant,
        merchant=decision.merchant or merchant_names.shown(line.merchant),
        amount=line.amount,
        currency=line.currency,
        date=line.date,
        category=category,
        subcategory=kind.subcategory if kind and category == kind.category else None,
        schedule_c_line=number,
        mcc=line.mcc,
        plaid_detailed=kind.plaid_detailed if kind else None,
        gl_code=None,
        confidence=decision.confidence,
        method=decision.method,
        deductible_pct=pct,
        deductible_amount=deductible(line.amount, pct, line.currency) if pct is not None else None,
        flags=marks,
        policy_refs=rules_for(kind, category) if kind else [],
        rationale=why,
        needs_review=decision.confidence < REVIEW_BELOW or unclear or not TO_REVIEW.isdisjoint(marks),
    )


def by_category(lines: Sequence[ExpenseLine]) -> list[CategoryTotal]:
    """In the order of Schedule C, then by currency."""
    sums: dict[tuple[Category, str], tuple[int, Decimal]] = {}
    for line in lines:
        count, amount = sums.get((line.category, line.currency), (0, Decimal(0)))
        sums[line.category, line.currency] = (count + 1, amount + line.amount)
    order = get_args(Category)
    return [
        CategoryTotal(category=category, currency=currency, count=count, amount=amount)
        for (category, currency), (count, amount) in sorted(
            sums.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1])
        )
    ]


def grand_totals(lines: Sequence[ExpenseLine]) -> list[GrandTotal]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, Decimal(0)) + line.amount
    return [GrandTotal(currency=currency, amount=amount) for currency, amount in sorted(sums.items())]


def deductible_totals(lines: Sequence[ExpenseLine]) -> dict[str, Decimal]:
    """What is deductible as far as it can be told, per currency; lines that somebody must look at are left out."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        if line.deductible_amount is not None and not line.needs_review:
            sums[line.currency] = sums.get(line.currency, Decimal(0)) + line.deductible_amount
    return dict(sorted(sums.items()))


def _summary(lines: Sequence[ExpenseLine], totals: Sequence[GrandTotal], review: int) -> str:
    amounts = " and ".join(f"{total.amount:,} {total.currency}" for total in totals)
    said = [f"{len(lines)} line{'s' if len(lines) != 1 else ''}, {amounts}."]
    if sure := deductible_totals(lines):
        told = " and ".join(f"{amount:,} {currency}" for currency, amount in sure.items())
        said.append(f"Deductible without a doubt about the line: {told}.")
    said.append(f"{review} to be looked at by a person." if review else "None needs a person.")
    return " ".join(said)
