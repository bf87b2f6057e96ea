"""Printed numbers: what stands there, in every notation, and what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.invoices.pages.amounts import currency_of, decimal_mark, names_currency, numbers, values_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234,56 €", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("CHF 1'234.50", "1234.50"),
        ("1.000,0000", "1000.0000"),
        ("2000,00", "2000.00"),
        ("0.025 €", "0.025"),
        ("1.234.567,89", "1234567.89"),
        ("-8,79", "-8.79"),
        ("8,79-", "-8.79"),
        ("8,79 €-", "-8.79"),
        ("(45.00)", "-45.00"),
        ("- 8,79", "-8.79"),
        ("−8,79", "-8.79"),
        ("-€5.00", "-5.00"),
        ("€ -5.00", "-5.00"),
        ("Net total: 496.00 €", "496.00"),
        ("-0,00", "0.00"),
    ],
)
def test_every_notation(text: str, value: str) -> None:
    [number] = numbers(text)
    assert number.readings == (Decimal(value),)
    assert number.is_money == (number.decimals == 2)


@pytest.mark.parametrize(
    "text", ["05.03.2014", "RE-2019/507", "bis 19.12. geliefert", "DE123456789", "1.234.56", "12:30h"]
)
def test_dates_and_codes_are_no_numbers(text: str) -> None:
    assert not [number for number in numbers(text) if number.is_money]


def test_one_thousand_or_one_and_a_fraction_is_told_by_the_rest_of_the_document() -> None:
    [number] = numbers("1,980")
    assert set(number.readings) == {Decimal("1.980"), Decimal(1980)}
    assert number.value(",") == Decimal("1.980")
    assert number.value(".") == 1980
    assert decimal_mark(["1,980.00", "4.55", "1,980"]) == "."
    assert decimal_mark(["1.980,00", "4,55"]) == ","


def test_a_year_beside_an_amount_is_none() -> None:
    for text in (
        "TOTAL DUE ON August 3, 2025 $4.11",
        "3 August 2025 $4.11",
        "due 2025-08-03 $4.11",
        "Aug. 3 , 2025 $4.11",
    ):
        assert [number.text for number in numbers(text)] == ["4.11"]
        assert numbers(text)[0].currency == "USD"


def test_a_sign_belongs_to_the_number_it_touches() -> None:
    quantity, price = numbers("2 $4.11")
    assert (quantity.is_money, price.is_money) == (False, True)
    assert [number.is_money for number in numbers("2 € 4")] == [True, True]


def test_percentages_are_no_money() -> None:
    assert [number.percent for number in numbers("19,00 % MwSt.-% 7,00")] == [True, True]
    assert [number.percent for number in numbers("5,5 % 60,00 €")] == [True, False]


def test_a_dash_between_two_numbers_is_no_minus() -> None:
    assert [number.readings[0] for number in numbers("10 - 20")] == [10, 20]
    assert [number.readings[0] for number in numbers("543210 - 544420")] == [543210, 544420]


def test_currencies() -> None:
    assert [number.currency for number in numbers("4,55 € and EUR 3,00 and $2.00 and ABC 1.00")] == [
        "EUR", "EUR", "USD", None,
    ]  # fmt: skip
    assert numbers("MWST 8.10")[0].currency is None  # the end of a word is no code
    assert currency_of("Fr.") == "CHF"
    assert names_currency("$12.00", "CAD")
    assert names_currency("zwölf Euro", "EUR")
    assert not names_currency("12,00 €", "USD")


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_what_is_printed_is_read_back(value: Decimal) -> None:
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    swiss = english.replace(",", "'")
    for printed in (english, german, swiss, f"{value:.2f}"):
        assert numbers(printed)[0].readings == (value,)
        assert value in values_in(f"Summe  -{printed} EUR")
