"""Amounts of money: minor units, the deductible share, and amounts as spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from steps.core.text.decimals import reader_of
from steps.core.text.spans import word_list

# ISO 4217: all other currencies in use have two.
_NO_MINOR = word_list("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF")
_THREE = word_list("BHD IQD JOD KWD LYD OMR TND")

_SIGNS = re.compile(r"[\s$€£¥'’\u00a0\u202f]|USD|EUR|GBP|CHF", re.IGNORECASE)


def minor_digits(currency: str) -> int:
    """Digits after the decimal point in which the currency is paid."""
    return 0 if currency in _NO_MINOR else 3 if currency in _THREE else 2


def deductible(amount: Decimal, pct: Decimal, currency: str) -> Decimal:
    """That share of the amount in the currency's minor unit, halves away from zero."""
    unit = Decimal(1).scaleb(-minor_digits(currency))
    return (amount * pct / 100).quantize(unit, rounding=ROUND_HALF_UP)


def amount_reader(column: Sequence[str]) -> Callable[[str], str]:
    """How to read a cell such as `$1,234.50`, `1.234,50` or `(45.00)` of the column as a plain number.

    The reader raises ValueError for a cell that can mean two numbers.
    """
    read = reader_of([_unsigned(cell) for cell in column])
    return lambda cell: read(_unsigned(cell))


def _unsigned(cell: str) -> str:
    """The cell without currency, spaces and brackets; a minus stands before it."""
    text = _SIGNS.sub("", cell).replace("−", "-")
    if text.startswith("(") and text.endswith(")"):
        return f"-{text[1:-1]}"
    return f"-{text[:-1]}" if text.endswith("-") else text
