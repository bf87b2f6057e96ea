"""Dates as invoices print them, in figures and with month names of six languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from steps.core.text.dates import valid_day

Order = Literal["day", "month"]

_MONTHS = (
    "jan janv january januar janvier gennaio januari enero", "feb fév févr february februar février febbraio februari "
    "febrero fevr fevrier", "mar mär mrz mars march märz marzo maart maerz", "apr avr april avril aprile abril",
    "may mai maggio mei mayo", "jun juin june juni giugno junio", "jul juil july juli juillet luglio julio",
    "aug aoû août august agosto augustus aout", "sep sept september septembre settembre septiembre",
    "oct okt october oktober octobre ottobre octubre", "nov november novembre noviembre",
    "dec dez déc december dezember décembre dicembre diciembre decembre",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
_DATE = re.compile(
    rf"""(?<![\w.,/-])(?:
    (?P<iso>\d{{4}})(?P<iso_mark>[-/.])(?P<iso_month>\d\d?)(?P=iso_mark)(?P<iso_day>\d\d?)
    |(?P<first>\d\d?)\s?(?P<mark>[./-])\s?(?P<second>\d\d?)\s?(?P=mark)\s?(?P<year>\d{{4}}|\d\d)
    |(?P<day>\d\d?)(?:\.|st|nd|rd|th|er)?[\s-]+(?:(?:of|de)\s+)?{_NAME}[\s,-]+(?:(?:de|del)\s+)?(?P<named_year>\d{{4}})
    |{_NAME.replace("name", "us_name")}\s+(?P<us_day>\d\d?)(?:st|nd|rd|th)?(?:\s?,\s?|\s+)(?P<us_year>\d{{4}})
    )(?![\w/]|[.-]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_CENTURY = 2000


@dataclass(frozen=True)
class Printed:
    """A printed date: `readings` holds two days where day and month could be either way, day first."""

    text: str
    start: int
    end: int
    readings: tuple[date, ...]
    order: Order | None  # which way its figures must be read; None where it is open or does not matter

    def day(self, order: Order) -> date:
        return self.readings[-1] if order == "month" else self.readings[0]


@lru_cache(maxsize=4096)
def dates(text: str) -> tuple[Printed, ...]:
    found = []
    for match in _DATE.finditer(text):
        readings, order = _readings(match)
        if readings:
            found.append(Printed(match.group(), match.start(), match.end(), readings, order))
    return tuple(found)


def _readings(match: re.Match[str]) -> tuple[tuple[date, ...], Order | None]:
    if match["iso"]:
        return _days((match["iso"], match["iso_month"], match["iso_day"])), None
    if name := match["name"] or match["us_name"]:
        month = str(_MONTH.get(name.lower(), 0))
        return _days((match["named_year"] or match["us_year"], month, match["day"] or match["us_day"])), None
    year, first, second = match["year"], match["first"], match["second"]
    if match["mark"] == ".":  # only written where the day comes first
        return _days((year, second, first)), "day"
    day_first, month_first = _days((year, second, first)), _days((year, first, second))
    if day_first and month_first:
        return (day_first, None) if day_first == month_first else (day_first + month_first, None)
    return (day_first, "day") if day_first else (month_first, "month")


def _days(figures: tuple[str, str, str]) -> tuple[date, ...]:
    year, month, day = map(int, figures)
    found = valid_day(year + _CENTURY if year < 100 else year, month, day)
    return (found,) if found else ()


def order_of(texts: Iterable[str], *, american: bool, custom: bool) -> tuple[Order, bool]:
    """Which way a document's figures are read, and whether that is sure: one of its dates proves it, or `custom`: its
    language knows only one way."""
    seen = {printed.order for text in texts for printed in dates(text)} - {None}
    if seen == {"month"}:
        return "month", True
    if "day" in seen:
        return "day", True
    return ("month" if american else "day"), custom
