"""A line of an expense report, with some of its fields changed."""

from __future__ import annotations

from typing import Any

from steps.core.events import ExpenseItem


def line(id: str = "1", **changes: Any) -> ExpenseItem:
    plain = {
        "line_id": id,
        "merchant": "Corner Shop",
        "amount": "10.01",
        "currency": "USD",
        "date": "2026-03-30",
    }
    return ExpenseItem.model_validate({**plain, **changes})
