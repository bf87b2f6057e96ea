"""Amounts: shares in minor units, and cells of spreadsheets that can mean one number only."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.expenses.amounts import amount_reader, deductible


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
    assert amount_reader([cell])(cell) == plain


@pytest.mark.parametrize("cell", ["twelve", "1.2.3", "12,50,1"])
def test_a_cell_that_means_no_number_is_left_to_be_refused(cell: str) -> None:
    with pytest.raises(ArithmeticError):
        Decimal(amount_reader([cell])(cell))


def test_a_cell_that_means_two_numbers_is_read_as_its_column_is() -> None:
    column = ["1.234 €", "12,50 €", "(3.000)"]
    assert [amount_reader(column)(cell) for cell in column] == ["1234", "12.50", "-3000"]
    with pytest.raises(ValueError, match="two numbers"):
        amount_reader(["1.234 €", "7"])("1.234 €")


@given(st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2))
def test_the_usual_ways_to_write_an_amount_all_mean_it(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    european = english.translate(str.maketrans(",.", ".,"))
    brackets = f"({abs(amount):,.2f})" if amount < 0 else english
    for cell in (english, european, brackets, f"${english}", f"{european} EUR", str(amount)):
        assert Decimal(amount_reader([cell])(cell)) == amount


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
