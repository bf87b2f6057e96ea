"""What happens when the term is over: renewal, and the notice that stops it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from steps.contracts.text.durations import Duration, durations, habitual
from steps.contracts.text.units import Unit
from steps.core.text.patterns import compiled

_RENEWS = compiled(r"\b(?:renew|extend|extension|successive|thereafter|additional)\w*\b", re.IGNORECASE)
_RENEWING = compiled(
    r"\b(?:renew(?:s|ed)?|extend(?:s|ed)?|continues? in effect|continues? thereafter)\b", re.IGNORECASE
)
_NOTICE_AFTER = compiled(
    r"['’]?\s*(?:\([^)]*\)\s*)?(?:prior|written|advance|notice|before|in advance|or more)\b", re.IGNORECASE
)
_AT_LEAST = compiled(
    (
        r"\b(?:at least|not less than|no (?:later|less|fewer) than|not later than|minimum of|within"
        r"|upon)\s*(?:the\s+)?(?:last\s+)?$"
    ),
    re.IGNORECASE,
)


_WHEN = compiled(r"\bnotice\b|\bprior to\b|\bbefore\b|\bwithin\b|\bof the expir", re.IGNORECASE)
_SUCCESSIVE = compiled(
    r"\bsuccessive|\bconsecutive|\byear[- ]to[- ]year|\bmonth[- ]to[- ]month"
    r"|\badditional (?:\w+ ){0,9}?(?:terms|periods)"
    r"|\beach (?:successive|renewal|anniversary)|\bfrom time to time|\bterms each|\bthereafter",
    re.IGNORECASE,
)
_AUTOMATIC = compiled(
    r"\bautomatic|\b(?:shall|will) (?:be )?renew|\bdeemed (?:to be )?renewed|\bself-renew"
    r"|\bcontinue (?:in effect )?(?:thereafter|from|on a)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Renewal:
    """By `length` each time; `successive`: again and again; `automatic`: by itself, unless notice is given."""

    unit: Unit
    length: Duration | None
    successive: bool
    automatic: bool


def renewal(unit: Unit) -> Renewal:
    """What a sentence about renewal says of it."""
    after = _RENEWING.search(unit.text) or _RENEWS.search(unit.text)
    tail = unit.text[after.start() :] if after else unit.text
    lengths = [
        length
        for length in durations(tail)
        if not (_is_notice(tail, length) or _before_the_end(tail, length))
    ]
    return Renewal(
        unit,
        lengths[0] if lengths else habitual(tail),
        successive=_SUCCESSIVE.search(unit.text) is not None,
        automatic=_AUTOMATIC.search(unit.text) is not None,
    )


def _before_the_end(text: str, length: Duration) -> bool:
    """`within two years of the expiry` is when, not for how long."""
    around = text[max(0, length.start - 30) : length.end + 30]
    return _WHEN.search(around) is not None


def notice(unit: Unit) -> Duration | None:
    """The length of the notice that stops a renewal."""
    return next((length for length in durations(unit.text) if _is_notice(unit.text, length)), None)


def _is_notice(text: str, length: Duration) -> bool:
    before, after = text[max(0, length.start - 45) : length.start], text[length.end : length.end + 40]
    return _NOTICE_AFTER.match(after) is not None or (
        _AT_LEAST.search(before) is not None and "notice" in text.lower()
    )
