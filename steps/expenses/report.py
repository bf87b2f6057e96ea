"""The result as Markdown for people: sums, then the lines that somebody must look at, then all of them."""

from __future__ import annotations

from collections.abc import Sequence

from steps.core.text.markdown import bullets, code, document, escape, note, section, table
from steps.expenses.assemble import deductible_totals
from steps.expenses.flags import TO_REVIEW
from steps.expenses.models import ExpenseLine, ExpenseResult

_MOST = 40  # lines of a table that is still read


def report(result: ExpenseResult, *, engine: str, quality_note: str | None, warnings: Sequence[str]) -> str:
    """The whole report; the same result gives the same text."""
    parts = [
        "# Expenses by tax category",
        note(f"Sorted by {engine}.", quality_note),
        f"**{escape(result.summary)}**",
        _sums(result),
        _review(result),
        _lines(result),
        section("Warnings", bullets(map(escape, warnings))),
        f"{escape(result.jurisdiction)}, policy {escape(result.policy_version)}. Information, not tax advice.",
    ]
    return document(parts)


def _sums(result: ExpenseResult) -> str:
    rows = [
        (name(total.category), str(total.count), f"{total.amount:,}", total.currency)
        for total in result.by_category
    ]
    rows += [("**all**", "", f"**{total.amount:,}**", total.currency) for total in result.grand_totals]
    rows += [
        ("deductible, no review needed", "", f"{amount:,}", currency)
        for currency, amount in deductible_totals(result.lines).items()
    ]
    return table(("category", "lines:", "amount:", ""), rows)


def _review(result: ExpenseResult) -> str:
    waiting = [line for line in result.lines if line.needs_review]
    rows = [
        (
            code(line.line_id),
            _merchant(line),
            f"{line.amount:,} {line.currency}",
            _guess(line),
            escape(_why(line)),
        )
        for line in waiting[:_MOST]
    ]
    heads = ("line", "merchant", "amount", "category", "why")
    return _rows("For a person to look at", heads, rows, len(waiting))


def _why(line: ExpenseLine) -> str:
    return "; ".join([*(name(flag) for flag in line.flags if flag in TO_REVIEW), line.rationale])


def _guess(line: ExpenseLine) -> str:
    return f"{_full(line)} ({line.confidence:.0%})"


def _lines(result: ExpenseResult) -> str:
    rows = [
        (
            code(line.line_id),
            line.date or "–",
            _merchant(line),
            f"{line.amount:,} {line.currency}",
            _full(line),
            line.schedule_c_line or "–",
            _share(line),
            f"{line.confidence:.0%}",
        )
        for line in result.lines[:_MOST]
    ]
    heads = ("line", "date", "merchant", "amount", "category", "Sch. C", "deductible", "sure")
    return _rows("Lines", heads, rows, len(result.lines))


def _merchant(line: ExpenseLine) -> str:
    return escape(line.merchant or line.merchant_raw)


def _rows(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], count: int) -> str:
    more = f"\n\nand {count - len(rows):,} more, in the result" if count > len(rows) else ""
    return section(title, f"{table(heads, rows)}{more}" if rows else "")


def _share(line: ExpenseLine) -> str:
    return f"{line.deductible_pct.normalize():f} %" if line.deductible_pct is not None else "–"


def _full(line: ExpenseLine) -> str:
    return name(line.category) + (f", {name(line.subcategory)}" if line.subcategory else "")


def name(category: str) -> str:
    """A category in words."""
    return category.replace("_", " ")
