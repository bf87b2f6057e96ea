"""The result of expense-categorizer. Amounts are the caller's own; sums are made by code, never across currencies."""

from __future__ import annotations

from datetime import date as Date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from steps.core.models import Closed

Category = Literal[
    "advertising", "car_and_truck", "commissions_fees", "contract_labor", "depreciation", "employee_benefits",
    "insurance", "interest", "legal_professional", "office", "pension", "rent_lease", "repairs", "supplies",
    "taxes_licenses", "travel", "meals", "utilities", "wages", "other", "not_deductible", "uncategorized",
]  # fmt: skip
Subcategory = Literal[
    "software_subscriptions",
    "hosting_cloud",
    "telecom",
    "bank_fees",
    "education",
    "entertainment",
    "personal",
    "fines",
]
Method = Literal["user_rule", "mcc", "merchant_alias", "keyword", "model", "none"]
Flag = Literal[
    "duplicate", "weekend", "over_limit", "missing_receipt", "personal_suspected", "round_amount", "foreign_currency",
    "split_suspected", "refund", "stale",
]  # fmt: skip


class ExpenseLine(Closed):
    line_id: str
    merchant_raw: str
    merchant: str | None = Field(description="Cleaned; null where nothing readable is left")
    amount: Decimal = Field(description="As given; negative for a refund")
    currency: str
    date: Date | None
    category: Category
    subcategory: Subcategory | None
    schedule_c_line: str | None = Field(
        description="Line of IRS Schedule C, Part II; null where none takes it"
    )
    mcc: str | None
    plaid_detailed: str | None = Field(description="The nearest detailed category of Plaid PFC v2")
    gl_code: str | None = Field(description="Null: no chart of accounts is known to this job")
    confidence: float = Field(ge=0, le=1)
    method: Method
    deductible_pct: Decimal | None = Field(description="Null where it cannot be told from the line alone")
    deductible_amount: Decimal | None
    flags: list[Flag]
    policy_refs: list[str]
    rationale: str
    needs_review: bool


class CategoryTotal(Closed):
    category: Category
    currency: str
    count: int
    amount: Decimal


class GrandTotal(Closed):
    currency: str
    amount: Decimal


class ExpenseResult(Closed):
    lines: list[ExpenseLine] = Field(description="Every line once, in the order given")
    by_category: list[CategoryTotal]
    grand_totals: list[GrandTotal] = Field(description="One per currency")
    review_count: int
    jurisdiction: str
    policy_version: str
    summary: str
