"""Marks on lines: each for what it says, and not for what only looks like it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from steps.expenses.flags import flags, splits, twins
from steps.expenses.tables.kinds import kinds
from tests.unit.steps.expenses.lines import line

TODAY = date(2026, 4, 1)


def marks(kind: str | None = None, **changes: Any) -> list[str]:
    found = kinds()[kind] if kind else None
    return list(flags(line(**changes), found, TODAY, twin=None, split=False))


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (None, {}, []),
        (None, {"date": None}, []),
        (None, {"date": "2026-03-28"}, ["weekend"]),
        (None, {"date": "2026-01-30"}, ["stale"]),
        (None, {"date": "2026-02-02"}, []),
        (None, {"amount": "-10.01"}, ["refund"]),
        (None, {"amount": "300.00"}, ["round_amount"]),
        (None, {"amount": "50.00"}, []),
        (None, {"amount": "310.00"}, []),
        (None, {"currency": "EUR"}, ["foreign_currency"]),
        (None, {"has_receipt": False, "amount": "74.99"}, []),
        (None, {"has_receipt": False, "amount": "75.00"}, ["missing_receipt"]),
        (None, {"has_receipt": None, "amount": "500.01"}, []),
        ("hotel", {"has_receipt": False, "amount": "20.01"}, ["missing_receipt"]),
        ("coffee", {"amount": "50.01"}, ["over_limit"]),
        ("coffee", {"amount": "50.01", "currency": "EUR"}, ["foreign_currency"]),
        ("streaming", {}, ["personal_suspected"]),
        ("entertainment", {}, []),
    ],
)
def test_marks(kind: str | None, changes: dict[str, Any], expected: list[str]) -> None:
    assert marks(kind, **changes) == expected


def test_a_repeat_has_the_same_merchant_amount_and_currency_a_day_apart_at_most() -> None:
    lines = [
        line("first"),
        line("next day", date="2026-03-31", merchant="CORNER SHOP #22"),
        line("third day", date="2026-04-01"),
        line("later", date="2026-03-02"),
        line("other amount", amount="10.02"),
        line("other currency", currency="EUR"),
        line("refund", amount="-10.01"),
        line("no date", date=None),
    ]
    assert twins(lines) == {"next day": "first", "third day": "first"}


def test_amounts_written_differently_are_the_same() -> None:
    assert twins([line("a", amount="10.5"), line("b", amount="10.50")]) == {"b": "a"}


def test_parts_below_a_limit_that_pass_it_together() -> None:
    restaurant = kinds()["restaurant"]
    parts = [
        line("a", amount="200.00"),
        line("b", amount="180.00"),
        line("c", amount="180.00", merchant="Other"),
    ]
    assert splits(parts, [restaurant] * 3, {}) == {"a", "b"}
    assert splits(parts, [None] * 3, {}) == frozenset()
    assert splits(parts, [restaurant] * 3, {"b": "a"}) == frozenset()
    whole = [line("a", amount="300.00"), line("b", amount="20.00")]
    assert splits(whole, [restaurant] * 2, {}) == frozenset()


def test_parts_below_the_receipt_limit_without_receipts() -> None:
    parts = [line("a", amount="60.00", has_receipt=False), line("b", amount="50.00", has_receipt=False)]
    assert splits(parts, [None, None], {}) == {"a", "b"}
    shown = [line("a", amount="60.00", has_receipt=True), line("b", amount="50.00", has_receipt=False)]
    assert splits(shown, [None, None], {}) == frozenset()
