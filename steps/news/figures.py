"""Numbers as news writes them: what they are worth and what they count."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from steps.core.text.numbers import COUNTS, CURRENCY_SIGNS, SCALES, SHORT_SCALES, SMALL
from steps.core.text.spans import word_list

_SMALL = (*SMALL, "twenty")
_TIMES = SCALES | SHORT_SCALES
_MONEY_WORDS = {
    "dollar": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "pound sterling": "GBP",
    "yen": "JPY",
    "rupees": "INR",
    "francs": "CHF",
    "kronor": "SEK",
    "zloty": "PLN",
}
_NUMBER = re.compile(
    r"(?P<sign>(?:US|C|A)?[$€£¥₹])?\s?(?<![\w.,-])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[\s-]?(?P<times>hundred|thousand|million|billion|trillion|mn|bn|(?<=\d)[mk])\b)?"
    r"(?P<percent>\s?(?:%|per\s?cent\b))?"
    r"|\b(?P<word>" + "|".join(_SMALL) + r")(?:[\s-](?P<word_times>hundred|thousand|million|billion))?\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[\s-]+(?:of\s+)?((?:[a-z][a-z'’-]+)(?:\s+[a-z][a-z'’-]+)?)")
_NO_UNIT = word_list(
    """of the a an in on at to by and or for from with as is was were are be been have has had that which
    who than this these those per each every ago later earlier out over under more less last next into
    through when where it its he she they but if so not no on during between after before while since
    until may might can could will would attended voted exceeded say said"""
)
WHOLE_UNITS = word_list(
    """meter meters metre metres km kilometers kilometres mile miles kg kilograms tonnes tons pages page
    minute minutes hour hours day days week weeks month months year years decade decades percent points
    degrees people"""
)


class Quantity(NamedTuple):
    """A number written at text[start:end]; `unit` is per cent, a currency code, or the noun that follows."""

    start: int
    end: int
    value: Decimal
    unit: str | None


def quantities(text: str) -> list[Quantity]:
    """Every number of a passage, in order, years and days of the month included."""
    return [_quantity(match, text) for match in _NUMBER.finditer(text)]


def stands_in(quote: str, value: Decimal) -> bool:
    """Whether a number stands in a quote: as English writes it, or digit by digit as other languages do."""
    if any(abs(quantity.value) == abs(value) for quantity in quantities(quote)):
        return True
    written = f"{abs(value):f}"
    digits = (written.rstrip("0") if "." in written else written).replace(".", "")
    return len(digits) > 1 and digits in "".join(filter(str.isdigit, quote))


def _quantity(match: re.Match[str], text: str) -> Quantity:
    if word := match["word"]:
        value = Decimal(COUNTS[word.lower()] * _TIMES.get((match["word_times"] or "").lower(), 1))
    else:
        value = Decimal(match["digits"].replace(",", "")) * _TIMES.get((match["times"] or "").lower(), 1)
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    if match["percent"]:
        return Quantity(start, match.end(), value, "percent")
    if match["sign"]:
        return Quantity(start, match.end(), value, CURRENCY_SIGNS.get(match["sign"].upper(), match["sign"]))
    following = _UNIT.match(text, match.end())
    return Quantity(start, match.end(), value, _unit(following.group(1)) if following else None)


def _unit(phrase: str) -> str | None:
    """What is counted: a measure or plural behind the number, with the word before it where it needs one."""
    kept: list[str] = []
    for word in phrase.split():
        if word.lower() in _NO_UNIT:
            break
        kept.append(word)
        if word.lower() in WHOLE_UNITS or (len(word) > 3 and word.endswith("s") and not word.endswith("ss")):
            break
    return _MONEY_WORDS.get(kept[0].lower(), " ".join(kept)) if kept else None
