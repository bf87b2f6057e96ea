"""Lengths of time as contracts write them: `two (2) years`, `a 24-month period`, `year to year`."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from steps.contracts.text.dates import ORDINALS
from steps.core.text.numbers import COUNTS, SMALL, TENS

TimeUnit = Literal["day", "week", "month", "year"]

_WORDS = {
    **COUNTS,
    **{f"{tens} {SMALL[one]}": value + one for tens, value in TENS.items() for one in range(1, 10)},
    "one hundred": 100, "hundred": 100, "one hundred twenty": 120, "one hundred and twenty": 120,
    "one hundred eighty": 180, "one hundred and eighty": 180, "a": 1, "an": 1,
}  # fmt: skip
_NUMBER = "|".join(
    re.escape(word).replace("\\ ", r"[\s-]")
    for word in sorted(_WORDS, key=len, reverse=True)
    if len(word) > 2
)
DURATION = re.compile(
    rf"(?:\b(?P<word>{_NUMBER})\s{{0,20}})?(?:\(\s{{0,20}}(?P<digits>\d{{1,4}})\s{{0,20}}\)|(?<![\d.,$])\b(?P<plain>\d{{1,4}}))?"
    r"(?P<gap>(?<![\s-])[\s-]*+(?:consecutive |full |calendar |business |additional |successive |contract "
    r"|working |annual ){0,5})"
    r"(?P<unit>year|month|week|day)(?:s|\(s\))?\b",
    re.IGNORECASE,
)
_ANNIVERSARY = re.compile(
    r"\b(?P<nth>"
    + "|".join(ORDINALS)
    + r"|\d{1,2}(?:st|nd|rd|th))\s+(?:\(\d{1,2}(?:st|nd|rd|th)\)\s+)?(?:year\s+)?anniversary\b",
    re.IGNORECASE,
)
_BY_HABIT = re.compile((r"\b(year|month)[\s-]to[\s-](?:year|month)\b|\b(annual|yearly"
    r"|monthly)(?:ly)?\b(?=[^.;]{0,12}\b(?:basis|renew|term|period))|\b(?:one|a|each|additional"
    r"|successive|consecutive)\s+(?:additional\s+|successive\s+)?(year|month)\b"), re.IGNORECASE)  # fmt: skip
DAYS: dict[TimeUnit, int] = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True)
class Duration:
    """`count` of `unit`s, written at characters `start` to `end`."""

    count: int
    unit: TimeUnit
    start: int = 0
    end: int = 0

    @property
    def days(self) -> int:
        """Days, with months of 30 and years of 365."""
        return self.count * DAYS[self.unit]

    def after(self, day: date) -> date | None:
        """The same day so many years or months later (31 January + 1 month is the last of February)."""
        try:
            if self.unit in ("day", "week"):
                return day + timedelta(days=self.days)
            months = day.year * 12 + day.month - 1 + self.count * (12 if self.unit == "year" else 1)
            year, month = divmod(months, 12)
            return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
        except (OverflowError, ValueError):
            return None

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


def durations(text: str) -> list[Duration]:
    """All lengths of time that have a number, in order; the fifth anniversary is five years away."""
    found: list[Duration] = []
    for match in DURATION.finditer(text):
        digits = match["digits"] or match["plain"]
        count = (
            int(digits)
            if digits
            else _WORDS.get(" ".join(re.split(r"[\s-]+", (match["word"] or "").lower())))
        )
        if count:
            found.append(Duration(count, _unit(match["unit"]), match.start(), match.end()))
    for match in _ANNIVERSARY.finditer(text):
        nth = match["nth"].lower()
        found.append(Duration(ORDINALS.get(nth) or int(nth[:-2]), "year", *match.span()))
    return sorted(found, key=lambda length: length.start)


def habitual(text: str) -> Duration | None:
    """The length behind `year to year`, `annual basis` or `an additional year`."""
    match = _BY_HABIT.search(text)
    if match is None:
        return None
    word = next(group for group in match.groups() if group).lower()
    return Duration(1, "month" if word.startswith("month") else "year", match.start(), match.end())


def _unit(word: str) -> TimeUnit:
    units: dict[str, TimeUnit] = {"day": "day", "week": "week", "month": "month", "year": "year"}
    return units[word.lower()]
