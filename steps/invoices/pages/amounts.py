"""Numbers as invoices print them: 1.234,56 and 1,234.56 and 1 234,56 and 1'234.50, signs before, behind or around."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from steps.core.text.numbers import CURRENCY_SIGNS
from steps.core.text.spans import touching
from steps.invoices.pages.dates import dates

SYMBOLS = CURRENCY_SIGNS | {"₺": "TRY", "₽": "RUB", "zł": "PLN", "Kč": "CZK", "Fr.": "CHF", "SFr.": "CHF"}
_CURRENCY = r"(?:US\$|C\$|A\$|[€£¥₹₺₽$]|zł|Kč|S?Fr\.|(?<![A-Za-z])[A-Z]{3}\b)"
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})
_NAMES = {
    "EUR": re.compile(r"\beuros?\b", re.IGNORECASE), "GBP": re.compile(r"\bpounds?\b", re.IGNORECASE),
    "CHF": re.compile(r"\b(?:franken|francs? suisses?|swiss francs?)\b", re.IGNORECASE),
}  # fmt: skip
_MINUS = "-−–"
_NEAR = 64  # characters before a number in which its sign and currency stand
_SPACE = "\u00a0\u202f\u2009 "
_NUMBER = re.compile(
    rf"""(?<![\w.,/'’])
    (?:(?P<wide>\d{{1,3}}(?:[{_SPACE}]\d{{3}}){{1,6}})(?P<wide_mark>[.,])(?P<wide_decimals>\d\d)
      |(?P<grouped>\d{{1,3}}(?P<group>[.,'’])\d{{3}}(?:(?P=group)\d{{3}}){{0,6}})(?:(?P<mark>[.,])(?P<decimals>\d{{1,6}}))?
      |(?P<plain>\d+)(?:(?P<plain_mark>[.,])(?P<plain_decimals>\d{{1,6}}))?
    )(?!\w|[.,]\w|/\d)""",
    re.VERBOSE,
)
_BEFORE = re.compile(rf"(?:^|(?<![\d{_SPACE}]))[{_SPACE}]*([-−–(])[{_SPACE}]?(?:{_CURRENCY}[{_SPACE}]?)?$")
_MONEY_BEFORE = re.compile(rf"(?P<currency>{_CURRENCY})[{_SPACE}]*[-−–(]?[{_SPACE}]?$")
_MONEY_AFTER = re.compile(
    rf"[{_SPACE}]?(?P<currency>{_CURRENCY})(?!\d)"
)  # `2 $4.11`: the sign is the next one's
_MINUS_AFTER = re.compile(rf"(?:[{_SPACE}]?{_CURRENCY})?[-−–](?!\w|[{_SPACE}]?\d)")
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])")  # `19.12.` is a day without its year
_PERCENT_BEFORE = re.compile(r"(?:^|[^\d\s])\s*%\s*$")  # `MwSt.-% 19,0`
_PERCENT_AFTER = re.compile(rf"[{_SPACE}]?%")


@dataclass(frozen=True)
class Number:
    """A printed number: `readings` holds more than one value where its marks can be read two ways."""

    text: str
    start: int
    end: int
    readings: tuple[Decimal, ...]
    mark: str | None  # what separates its decimals, where that is certain
    currency: str | None
    percent: bool

    @property
    def decimals(self) -> int:
        return -int(self.readings[0].as_tuple().exponent)

    @property
    def is_money(self) -> bool:
        return not self.percent and (self.decimals == 2 or (self.currency is not None and self.decimals <= 2))

    def value(self, mark: str) -> Decimal:
        """Its value in a document whose decimals stand behind `mark`."""
        return self.readings[0] if len(self.readings) == 1 or mark in self.text else self.readings[1]


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[Number, ...]:
    """Every number in a line, with its sign; parts of dates and codes are left out."""
    found = []
    days = dates(text)
    for match in _NUMBER.finditer(text):
        readings, mark = _readings(match)
        if touching(days, match.start(), match.end()):
            continue
        if not readings or (text[match.end() : match.end() + 1] == "." and _DAY.fullmatch(match.group())):
            continue
        before, start, end = max(0, match.start() - _NEAR), match.start(), match.end()
        signed = _BEFORE.search(text, before, start)
        if signed or _MINUS_AFTER.match(text, end):
            readings = tuple(-reading + 0 for reading in readings)
        money = _MONEY_BEFORE.search(text, before, start) or _MONEY_AFTER.match(text, end)
        percent = bool(_PERCENT_AFTER.match(text, end)) or bool(_PERCENT_BEFORE.search(text, before, start))
        found.append(
            Number(
                text[start - (bool(signed) and text[start - 1] in _MINUS) : end], start, end, readings, mark,
                currency_of(money["currency"]) if money else None, percent,
            )
        )  # fmt: skip
    return tuple(found)


def _readings(match: re.Match[str]) -> tuple[tuple[Decimal, ...], str | None]:
    if whole := match["wide"]:
        return (Decimal("".join(whole.split()) + "." + match["wide_decimals"]),), match["wide_mark"]
    if whole := match["grouped"]:
        digits, group, mark = re.sub(r"\D", "", whole), match["group"], match["mark"]
        if mark is not None:
            return ((Decimal(f"{digits}.{match['decimals']}"),), mark) if mark != group else ((), None)
        if group not in ".," or whole.count(group) > 1:
            return (Decimal(digits),), None
        decimal = Decimal(whole.replace(group, "."))
        if whole.startswith("0"):
            return (decimal,), group
        return (decimal, Decimal(digits)), None
    if match["plain_mark"] is None:
        return (Decimal(match["plain"]),), None
    return (Decimal(f"{match['plain']}.{match['plain_decimals']}"),), match["plain_mark"]


def currency_of(printed: str) -> str | None:
    """The ISO 4217 code of a symbol or code; None for three capitals that are no currency."""
    from steps.invoices.codes import CURRENCIES

    return SYMBOLS.get(printed) or (printed if printed in CURRENCIES else None)


def names_currency(printed: str, code: str) -> bool:
    """Whether a text names a currency: by its code, a sign of it, or its name. A dollar sign may be any dollar."""
    signs = [sign for sign, name in SYMBOLS.items() if name == code]
    if code in _DOLLARS:
        signs.append("$")
    return (
        code in printed.upper()
        or any(sign in printed for sign in signs)
        or (code in _NAMES and bool(_NAMES[code].search(printed)))
    )


def decimal_mark(texts: Iterable[str]) -> str:
    """Comma or point: what stands before the last two digits of most amounts."""
    marks = Counter(
        number.mark for text in texts for number in numbers(text) if number.mark and number.decimals == 2
    )
    return "," if marks[","] >= marks["."] else "."


def values_in(text: str) -> frozenset[Decimal]:
    """Every value that any number of a text may stand for, without its sign."""
    return frozenset(
        abs(reading) for line in text.splitlines() for number in numbers(line) for reading in number.readings
    )
