"""Amounts as exact decimals in one form, and their sums."""

from __future__ import annotations

from decimal import Decimal


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
