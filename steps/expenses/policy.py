"""The default policy: tax rules of Schedule C that a line can show, and limits that a company will want to set.

Information for whoever does the books, not tax advice. Sources: Internal Revenue Code (IRC) and Treasury Regulations
(Reg.) as named; the limits per line are this project's own.
"""

from __future__ import annotations

from decimal import Decimal

from steps.expenses.tables.kinds import Kind

POLICY_VERSION = "us-schedule-c-2026.1"
CURRENCY = "USD"  # limits are in it; amounts in other currencies are not converted and not compared

RECEIPT_FROM = Decimal(75)  # Reg. 1.274-5(c)(2)(iii): receipts for lodging always, else from 75 USD on
CAPITALIZE_FROM = Decimal(2500)  # Reg. 1.263(a)-1(f): de minimis safe harbor, per item
STALE_DAYS = 60  # Reg. 1.62-2(g)(2): a reasonable time to substantiate an expense
ROUND_FROM = Decimal(100)
ROUND_TO = Decimal(50)

LIMITS: dict[str, Decimal] = {
    "restaurant": Decimal(250),
    "fast_food": Decimal(75),
    "coffee": Decimal(50),
    "bar": Decimal(150),
    "ride": Decimal(150),
    "hotel": Decimal(1000),
    "airline": Decimal(1500),
    "car_rental": Decimal(750),
    "gift": Decimal(25),
    "software": Decimal(1000),
}

_RULES: dict[str, str] = {
    "meals": "IRC 274(n): business meals, 50 %",
    "entertainment": "IRC 274(a): entertainment, not deductible",
    "fines": "IRC 162(f): fines and penalties, not deductible",
    "personal": "IRC 262: personal expenses, not deductible",
    "depreciation": "Reg. 1.263(a)-1(f): 2,500 USD or more an item, capitalize (Form 4562)",
    "gift": "IRC 274(b): gifts, up to 25 USD a person and year",
    "employee_benefits": "Schedule C line 14: for employees; the owner's own plan goes to Schedule 1",
    "tax_unclear": "IRC 275: federal income tax, not deductible",
}


def rules_for(kind: Kind, category: str) -> list[str]:
    """The tax rules that a category, subcategory or kind brings with it."""
    names = (category, kind.subcategory, kind.kind)
    return [_RULES[name] for name in dict.fromkeys(names) if name in _RULES]


def capitalized(kind: Kind, amount: Decimal, currency: str) -> bool:
    """Whether a line is too large for the de minimis safe harbor."""
    return kind.kind in ("equipment", "home") and currency == CURRENCY and amount >= CAPITALIZE_FROM
