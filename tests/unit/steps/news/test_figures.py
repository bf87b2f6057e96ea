"""Numbers are read for what they are worth and what they count."""

from __future__ import annotations

from decimal import Decimal

import pytest

from steps.news.figures import quantities, stands_in


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("4,200 homes", "4200", "homes"),
        ("2.5 million voters voted", "2500000", "voters"),
        ("58%", "58", "percent"),
        ("46 per cent of it", "46", "percent"),
        ("$3.5 billion", "3500000000", "USD"),
        ("€420", "420", "EUR"),
        ("422,000 euros in arrears", "422000", "EUR"),
        ("five thousand votes", "5000", "votes"),
        ("700 asylum seekers whose boat sank", "700", "asylum seekers"),
        ("78 degrees before", "78", "degrees"),
        ("a 131-page document", "131", "page"),
    ],
)
def test_a_number_has_a_value_and_a_unit(text: str, value: str, unit: str) -> None:
    [quantity] = quantities(text)
    assert (quantity.value, quantity.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("quote", "value", "expected"),
    [
        ("about 2 million voters", "2000000", True),
        ("fell by 5 percent", "-5", True),
        ("rund 1.709 Kinder", "1709", True),
        ("3,75 Prozent", "3.75", True),
        ("about 2 million voters", "3000000", False),
        ("no number here", "7", False),
    ],
)
def test_a_figure_must_stand_in_its_quote(quote: str, value: str, expected: bool) -> None:
    assert stands_in(quote, Decimal(value)) is expected
