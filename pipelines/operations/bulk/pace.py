"""How fast an operation goes, as people write it: `10/s`, `90/m`, `2000/h`. Pure."""

from __future__ import annotations

import re

from steps.core.errors import PermanentError

SECONDS = {"s": 1, "m": 60, "h": 3600}
FASTEST = 10_000.0  # jobs a second, as the table has it
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*/\s*(s|m|h)")


def rate_of(text: str) -> float:
    """Jobs a second. Errors: PermanentError `invalid_rate`."""
    found = _RATE.fullmatch(text.strip())
    rate = float(found[1]) / SECONDS[found[2]] if found else 0.0
    if not 0 < rate <= FASTEST:
        raise PermanentError(
            "invalid_rate", f"rate: must be such as 10/s, 90/m or 2000/h, at most {FASTEST:g}/s"
        )
    return rate


def rate_text(rate: float | None) -> str:
    """In the unit that makes a whole number of it, if one does."""
    if rate is None:
        return "no limit"
    for unit, seconds in SECONDS.items():
        if round(many := rate * seconds, 6) == round(many):
            return f"{round(many)}/{unit}"
    return f"{rate:.3g}/s"
