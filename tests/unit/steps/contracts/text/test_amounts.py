"""Sums of money in digits, whatever sign, word or order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from steps.contracts.text.amounts import sums


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$2,500,000 per year", "2500000", "USD"),
        ("US$ 1.5 million", "1500000", "USD"),
        ("RMB500,000 per person", "500000", "CNY"),
        ("500 Euros", "500", "EUR"),
        ("€1.000.000,50", "1000000.50", "EUR"),
        ("five million dollars ($5,000,000 USD)", "5000000", "USD"),
        ("$31,200.00.", "31200", "USD"),
        ("C$5", "5", "CAD"),
        ("10,000 U.S. dollars", "10000", "USD"),
        ("revenues above $1m", "1000000", "USD"),
        ("GBP 2.50", "2.50", "GBP"),
    ],
)
def test_written(text: str, amount: str, currency: str) -> None:
    [found] = sums(text)
    assert (found.amount, found.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["$[***]", "12 months", "Section 4.2", "dollars", "1,000 units"])
def test_no_sum(text: str) -> None:
    assert sums(text) == []
