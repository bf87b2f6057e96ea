"""The result as Markdown for people: sums, then the lines that somebody must look at, then all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from steps.expenses.assemble import deductible_totals
from steps.expenses.flags import TO_REVIEW
from steps.expenses.models import ExpenseLine, ExpenseResult

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_MOST = 40  # lines of a table that is still read


def report(result: ExpenseResult, *, engine: str, quality_note: str | None, warnings: Sequence[str]) -> str:
    """The whole report; the same result gives the same text."""
    parts = [
        "# Expenses by tax category",
        f"> Sorted by {plain(engine)}." + (f"\n> {plain(quality_note)}" if quality_note else ""),
        f"**{plain(result.summary)}**",
        _sums(result),
        _review(result),
        _lines(result),
        "\n".join(["## Warnings", "", *(f"- {plain(warning)}" for warning in warnings)]) if warnings else "",
        f"{plain(result.jurisdiction)}, policy {plain(result.policy_version)}. Information, not tax advice.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(text: str) -> str:
    """Text of a statement in one line, with nothing in it that Markdown would take for a mark."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _sums(result: ExpenseResult) -> str:
    rows = [
        f"| {name(total.category)} | {total.count} | {total.amount:,} | {total.currency} |"
        for total in result.by_category
    ]
    rows += [f"| **all** | | **{total.amount:,}** | {total.currency} |" for total in result.grand_totals]
    rows += [
        f"| deductible, no review needed | | {amount:,} | {currency} |"
        for currency, amount in deductible_totals(result.lines).items()
    ]
    return "\n".join(["| category | lines | amount | |", "|---|---:|---:|---|", *rows])


def _review(result: ExpenseResult) -> str:
    waiting = [line for line in result.lines if line.needs_review]
    rows = [
        f"| `{_id(line)}` | {plain(line.merchant or line.merchant_raw)} | {line.amount:,} {line.currency} | "
        f"{_guess(line)} | {plain(_why(line))} |"
        for line in waiting[:_MOST]
    ]
    return _table(
        "For a person to look at", "| line | merchant | amount | category | why |", rows, len(waiting)
    )


def _why(line: ExpenseLine) -> str:
    return "; ".join([*(name(flag) for flag in line.flags if flag in TO_REVIEW), line.rationale])


def _guess(line: ExpenseLine) -> str:
    return f"{_full(line)} ({line.confidence:.0%})"


def _lines(result: ExpenseResult) -> str:
    rows = [
        f"| `{_id(line)}` | {line.date or '–'} | {plain(line.merchant or line.merchant_raw)} | {line.amount:,} "
        f"{line.currency} | {_full(line)} | {line.schedule_c_line or '–'} | {_share(line)} | {line.confidence:.0%} |"
        for line in result.lines[:_MOST]
    ]
    head = "| line | date | merchant | amount | category | Sch. C | deductible | sure |"
    return _table("Lines", head, rows, len(result.lines))


def _table(title: str, head: str, rows: Sequence[str], count: int) -> str:
    if not rows:
        return ""
    more = [f"\nand {count - len(rows):,} more, in the result"] if count > len(rows) else []
    return "\n".join([f"## {title}", "", head, "|" + "---|" * (head.count("|") - 1), *rows, *more])


def _share(line: ExpenseLine) -> str:
    return f"{line.deductible_pct.normalize():f} %" if line.deductible_pct is not None else "–"


def _full(line: ExpenseLine) -> str:
    return name(line.category) + (f", {name(line.subcategory)}" if line.subcategory else "")


def name(category: str) -> str:
    """A category in words."""
    return category.replace("_", " ")


def _id(line: ExpenseLine) -> str:
    return " ".join(line.line_id.replace("`", "'").split())
