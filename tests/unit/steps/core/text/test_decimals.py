"""Cells of a column that is written one way, of one that is written both ways, and cells that nothing tells."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.core.text.decimals import reader_of

OPEN = ("1.234", "-3.000", "1,234", "+12,345", "999.999")


@pytest.mark.parametrize(
    ("column", "cell", "plain"),
    [
        (["12,50", "1.234"], "1.234", "1234"),
        (["12,50", "-3.000"], "-3.000", "-3000"),
        (["1.234,50", "1.234"], "1.234", "1234"),
        (["1.234.567", "1.234"], "1.234", "1234"),
        (["12,5", "1,234"], "1,234", "1.234"),
        (["12.50", "1,234"], "1,234", "1234"),
        (["1,234.50", "1.234"], "1.234", "1.234"),
        (["1,234,567", "1,234"], "1,234", "1234"),
        (["0.125", "1,234"], "1,234", "1234"),
        (["4,5", "3"], "4,5", "4.5"),
        (["12.50", "12,50"], "12,50", "12.50"),
        (["7"], "7", "7"),
        (["", "twelve"], "twelve", "twelve"),
    ],
)
def test_the_column_tells(column: list[str], cell: str, plain: str) -> None:
    assert reader_of(column)(cell) == plain


@pytest.mark.parametrize("cell", OPEN)
@pytest.mark.parametrize("others", [[], ["7", "12"], ["12.50", "12,50"], ["1.234", "1,234"]])
def test_a_cell_that_can_mean_two_numbers_is_refused(cell: str, others: list[str]) -> None:
    with pytest.raises(ValueError, match="can mean two numbers"):
        reader_of([*others, cell])(cell)


@given(st.lists(st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2), min_size=1, max_size=9))
def test_amounts_with_two_decimals_are_read_as_they_are_meant(amounts: list[Decimal]) -> None:
    english = [f"{amount:,.2f}" for amount in amounts]
    european = [text.translate(str.maketrans(",.", ".,")) for text in english]
    for column in (english, european, [str(amount) for amount in amounts]):
        assert [Decimal(reader_of(column)(cell)) for cell in column] == amounts
