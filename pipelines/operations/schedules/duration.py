"""Whole seconds as people write them: 90, 15m, 1h30m, 2d. Pure."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from steps.core.fields import fault

UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
MOST_DIGITS = 9
_PART = re.compile(f"([0-9]{{1,{MOST_DIGITS}}})([dhms])")


def seconds(text: str) -> int:
    """`1h30m` -> 5400; a bare number counts seconds. Errors: ValueError."""
    text = text.strip()
    if re.fullmatch(f"[0-9]{{1,{MOST_DIGITS}}}", text):
        return int(text)
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError("must be a duration such as 90s, 15m, 2h or 1d12h")
    return sum(int(number) * UNITS[unit] for number, unit in parts)


def written(whole: int) -> str:
    """5400 -> `1h30m`."""
    told = ""
    for unit, length in UNITS.items():
        count, whole = divmod(whole, length)
        told += f"{count}{unit}" if count else ""
    return told or "0s"


def _given(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return seconds(value)
    except ValueError as error:
        raise fault("duration", str(error)) from None


Seconds = Annotated[int, BeforeValidator(_given)]
