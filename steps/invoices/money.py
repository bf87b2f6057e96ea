"""Amounts as exact decimals in one form, their sums, and the tolerances of sums that should be equal."""

from __future__ import annotations

from decimal import Decimal

CENT = Decimal("0.01")
NO_TOLERANCE = Decimal(0)
# Base x rate: the validation artefacts of EN 16931 (BR-CO-17, BR-S-09) let it differ by one unit of the currency.
TAX_TOLERANCE = Decimal(1)


def money(number: Decimal) -> Decimal:
    """The same amount with two decimals, or with as many as it needs; minus zero is zero."""
    short = number.normalize() + 0
    decimals = -int(short.as_tuple().exponent)
    return short.quantize(Decimal(1).scaleb(-max(2, decimals)))


def plain(number: Decimal | None) -> Decimal | None:
    """The same number without zeros at its end: 20.0000 is 20."""
    if number is None:
        return None
    short = number.normalize()
    return short.quantize(Decimal(1)) if int(short.as_tuple().exponent) > 0 else short


def total_of(numbers: list[Decimal]) -> Decimal:
    return sum(numbers, Decimal("0.00"))


def line_tolerance(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """A cent, and what a unit price that is rounded to its last place may lose over the quantity."""
    last_place = Decimal(1).scaleb(min(int(unit_price.normalize().as_tuple().exponent), -2))
    return CENT + abs(quantity) * last_place / 2


def sums_tolerance(lines: int) -> Decimal:
    """What rounding may add in Factur-X EXTENDED (BR-FXEXT-CO-10 to 15): a cent for each line."""
    return CENT * max(1, lines)
