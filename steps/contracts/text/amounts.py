"""Sums of money as contracts write them: `$2,500,000`, `US$ 1.5 million`, `RMB500,000`, `500 Euros`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from steps.core.text.numbers import CURRENCY_SIGNS, SCALES, SHORT_SCALES

_SIGNS = CURRENCY_SIGNS | {
    "U.S.$": "USD", "USD": "USD", "CA$": "CAD", "CDN$": "CAD", "CAD": "CAD",
    "AU$": "AUD", "AUD": "AUD", "HK$": "HKD", "HKD": "HKD", "S$": "SGD", "SGD": "SGD",
    "NZ$": "NZD", "NT$": "TWD", "R$": "BRL", "EUR": "EUR", "GBP": "GBP",
    "RMB": "CNY", "CNY": "CNY", "JPY": "JPY", "CHF": "CHF", "SEK": "SEK", "NOK": "NOK",
    "DKK": "DKK", "INR": "INR", "KRW": "KRW", "NIS": "ILS", "ILS": "ILS", "ZAR": "ZAR", "MXN": "MXN",
    "BRL": "BRL",
}  # fmt: skip
_WORDS = {
    "u.s. dollars": "USD", "us dollars": "USD", "united states dollars": "USD", "canadian dollars": "CAD",
    "australian dollars": "AUD", "hong kong dollars": "HKD", "dollars": "USD", "euros": "EUR",
    "euro": "EUR", "pounds sterling": "GBP", "british pounds": "GBP", "yuan": "CNY", "japanese yen": "JPY",
    "yen": "JPY", "swiss francs": "CHF", "usd": "USD", "eur": "EUR", "gbp": "GBP", "rmb": "CNY",
    "cad": "CAD",
}  # fmt: skip
_TIMES = SCALES | SHORT_SCALES
_FIGURE = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,4})?|\d+(?:[.,]\d{1,4})?"
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_WORD = "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True))
_SUM = re.compile(
    rf"(?<![\w$])(?P<sign>{_SIGN})\s?(?P<first>{_FIGURE})(?!\d)(?:\s?(?P<scale>(?i:hundred"
    rf"|thousand|million|billion|mm|m|bn|k))\b)?(?:\s?(?P<code>USD|CAD|AUD|HKD|SGD)\b)?"
    rf"|(?<![\w.,$])(?P<then>{_FIGURE})\s?\)?\s?(?P<times>(?i:hundred |thousand |million "
    rf"|billion ))?(?P<word>(?i:{_WORD}))\b",
)


@dataclass(frozen=True)
class Sum:
    """`amount` of `currency` (ISO 4217), written at characters `start` to `end`."""

    amount: Decimal
    currency: str
    start: int
    end: int


def sums(text: str) -> list[Sum]:
    """All sums that are printed in digits. A bare dollar sign counts as US dollars."""
    found = []
    for match in _SUM.finditer(text):
        figure = match["first"] or match["then"]
        scale = (match["scale"] or match["times"] or "").strip().lower()
        currency = (
            match["code"] or _SIGNS.get(match["sign"] or "") or _WORDS.get((match["word"] or "").lower())
        )
        amount = _decimal(figure)
        if amount is not None and currency:
            found.append(Sum(amount * _TIMES.get(scale, 1), currency, match.start(), match.end()))
    return found


def _decimal(figure: str) -> Decimal | None:
    """1,000,000.50 and 1.000.000,50 alike; one mark with three digits behind it separates thousands."""
    marks = re.findall(r"[.,]", figure)
    decimal_mark = ""
    if marks and (len(set(marks)) == 2 or (len(marks) == 1 and not re.search(r"[.,]\d{3}$", figure))):
        decimal_mark = marks[-1]
    if decimal_mark:
        whole, _, cents = figure.rpartition(decimal_mark)
        figure = f"{re.sub('[.,]', '', whole)}.{cents}"
    else:
        figure = re.sub("[.,]", "", figure)
    try:
        return Decimal(figure)
    except InvalidOperation:
        return None
