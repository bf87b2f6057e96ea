"""Amounts: shares in minor units, and cells of spreadsheets that can mean one number only."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.expenses.amounts import deductible, plain_amount


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("12.50", "12.50"),
        ("$1,234.50", "1234.50"),
        ("1.234,50 €", "1234.50"),
        ("12,5", "12.5"),
        ("-8,79", "-8.79"),
        ("(45.00)", "-45.00"),
        ("45.00-", "-45.00"),
        ("−45.00", "-45.00"),
        ("CHF 1'234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("USD 7", "7"),
    ],
)
def test_a_cell_that_means_one_number(cell: str, plain: str) -> None:
    assert plain_amount(cell) == plain


@pytest.mark.parametrize("cell", ["1,234", "-1,234", "twelve", "1.2.3", "12,50,1"])
def test_a_cell_that_means_two_numbers_or_none_is_left_to_be_refused(cell: str) -> None:
    with pytest.raises(ArithmeticError):
        Decimal(plain_amount(cell))


def test_1_234_with_a_point_is_a_plain_number() -> None:
    assert plain_amount("1.234") == "1.234"


@given(st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2))
def test_the_usual_ways_to_write_an_amount_all_mean_it(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    european = english.translate(str.maketrans(",.", ".,"))
    brackets = f"({abs(amount):,.2f})" if amount < 0 else english
    for cell in (english, european, brackets, f"${english}", f"{european} EUR", str(amount)):
        assert Decimal(plain_amount(cell)) == amount


@pytest.mark.parametrize(
    ("amount", "pct", "currency", "share"),
    [
        ("96.41", 50, "USD", "48.21"),
        ("-96.41", 50, "USD", "-48.21"),
        ("101", 50, "JPY", "51"),
        ("1.001", 50, "KWD", "0.501"),
        ("12.3456", 100, "EUR", "12.35"),
        ("99.99", 0, "USD", "0.00"),
    ],
)
def test_shares_in_the_minor_unit(amount: str, pct: int, currency: str, share: str) -> None:
    assert str(deductible(Decimal(amount), Decimal(pct), currency)) == share
