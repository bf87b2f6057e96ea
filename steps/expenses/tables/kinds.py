"""Kinds of spending, finer than tax categories: a closed list from kinds.csv, each with its line in Schedule C."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from pydantic import Field

from steps.core.models import Closed
from steps.expenses.models import Category, Subcategory
from steps.expenses.tables.reader import rows


class Kind(Closed):
    """`confidence`: how sure the category is once the kind is known for sure."""

    kind: str
    category: Category
    subcategory: Subcategory | None
    schedule_c_line: str | None
    deductible_pct: Decimal | None
    plaid_detailed: str
    confidence: float = Field(ge=0, le=1)
    what: str


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """By name, in the order of the table."""
    return {
        row["kind"]: Kind.model_validate({k: v or None for k, v in row.items()}) for row in rows("kinds.csv")
    }
