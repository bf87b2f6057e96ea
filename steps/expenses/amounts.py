"""Amounts of money: minor units, the deductible share, and amounts as spreadsheets write them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from steps.core.text.spans import word_list

# ISO 4217: all other currencies in use have two.
_NO_MINOR = word_list("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF")
_THREE = word_list("BHD IQD JOD KWD LYD OMR TND")

_SIGNS = re.compile(r"[\s$€£¥'’\u00a0\u202f]|USD|EUR|GBP|CHF", re.IGNORECASE)
_POINT = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d{1,4}|[+-]?\d{1,3}(?:,\d{3}){2,}")
_COMMA = re.compile(
    r"[+-]?\d{1,3}(?:\.\d{3})+,\d{1,4}|[+-]?\d+,\d{1,2}|[+-]?\d+,\d{4}|[+-]?\d{1,3}(?:\.\d{3}){2,}"
)


def minor_digits(currency: str) -> int:
    """Digits after the decimal point in which the currency is paid."""
    return 0 if currency in _NO_MINOR else 3 if currency in _THREE else 2


def deductible(amount: Decimal, pct: Decimal, currency: str) -> Decimal:
    """That share of the amount in the currency's minor unit, halves away from zero."""
    unit = Decimal(1).scaleb(-minor_digits(currency))
    return (amount * pct / 100).quantize(unit, rounding=ROUND_HALF_UP)


def plain_amount(cell: str) -> str:
    """A cell such as `$1,234.50`, `1.234,50` or `(45.00)` as a plain number; what could mean two numbers stays."""
    text = _SIGNS.sub("", cell).replace("−", "-")
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    elif text.endswith("-"):
        text = f"-{text[:-1]}"
    if _POINT.fullmatch(text):
        return text.replace(",", "")
    if _COMMA.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    return text
