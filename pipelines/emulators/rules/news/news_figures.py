"""The numbers of an article that measure something, told from those that only name a day or stand in passing."""

from __future__ import annotations

import re

from steps.core.text.patterns import compiled
from steps.core.text.spans import touching
from steps.news.dates import date_mentions
from steps.news.figures import WHOLE_UNITS, Quantity, quantities

_NOT_COUNTED = compiled(
    r"(?:\b(?:of|in|by|from|since|until|to|the|during|number|no\.)|[-–:/])\s?$", re.IGNORECASE
)


def counted(text: str) -> list[Quantity]:
    """The numbers that measure something: no years, dates, times of day, or `one` and `two` in passing."""
    dates = date_mentions(text, None)
    return [
        quantity
        for quantity in quantities(text)
        if quantity.unit
        and not touching(dates, quantity.start, quantity.start + 1)
        and not _in_passing(text, quantity)
    ]


def _in_passing(text: str, quantity: Quantity) -> bool:
    written = text[quantity.start : quantity.end]
    if written.isalpha():
        return quantity.value <= 12 and (quantity.unit or "").split()[0] not in WHOLE_UNITS
    looks_like_year = len(written) == 4 and written.isdigit() and 1500 <= quantity.value <= 2100
    return looks_like_year and bool(_NOT_COUNTED.search(text[max(0, quantity.start - 12) : quantity.start]))
