"""Attempts of the expense step against the emulator over real HTTP, with a real ledger."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from steps.core.events import ExpenseItem
from steps.process_expense_categorizer import Input, Output, run
from tests.support.emulated import EmulatedAttempt


class Expenses(EmulatedAttempt):
    PIPELINE = "expense-categorizer"

    def run(self, *merchants: str) -> Output:
        lines = [
            ExpenseItem(line_id=f"l{n}", merchant=merchant, amount=Decimal("9.90"), currency="EUR")
            for n, merchant in enumerate(merchants)
        ]
        with self.context() as context:
            return run(Input(lines=lines), context)


@pytest.fixture
def attempt(new_attempt: Callable[[type[Expenses]], Expenses]) -> Expenses:
    return new_attempt(Expenses)
