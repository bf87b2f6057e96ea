"""What every reader of dates needs: the English names of months and weekdays, and days that a calendar has."""

from __future__ import annotations

from datetime import date

FIRST_YEAR, LAST_YEAR = 1000, 9000  # steps add days, weeks and months to a day, and time zones move it
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# For a pattern that ignores case or looks for capitals as written here; an abbreviation may end in a point.
MONTH_NAME = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun(?:e|\.)?|Jul(?:y|\.)?|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
WEEKDAY_NAME = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"


def valid_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where no calendar has it (31 June) or its year is none to reckon with."""
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def iso_day(text: str | None) -> date | None:
    """The day of `2026-01-31`, or None as `valid_day` has it."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return valid_day(day.year, day.month, day.day)


def month_number(name: str) -> int | None:
    """1 to 12 for an English month, in full or abbreviated: `January`, `Jan.`, `sept`."""
    return _number_of(name, MONTHS)


def weekday_number(name: str) -> int:
    """0 to 6 from Monday on, as `date.weekday` counts. Errors: ValueError for what is no English weekday."""
    number = _number_of(name, WEEKDAYS)
    if number is None:
        raise ValueError("this is no weekday")
    return number - 1


def _number_of(name: str, names: tuple[str, ...]) -> int | None:
    start = name[:3].lower()
    return next(
        (number for number, full in enumerate(names, 1) if len(start) == 3 and full.startswith(start)), None
    )
