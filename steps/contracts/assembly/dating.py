"""The dates of a contract, computed from what it says: terms run from a day, `upon signature` means the last one."""

from __future__ import annotations

from datetime import date
from typing import Literal

from steps.contracts.assembly.readings import Dated, Reading, RenewalSaid, TermSaid
from steps.contracts.models import Dates


def dates(reading: Reading) -> Dates:
    """A date that is left blank, or depends on one that is, is null."""
    agreement = _agreement(reading)
    effective = _effective(reading.effective, agreement, reading.signed)
    return Dates(
        agreement=agreement,
        effective=effective,
        expiration=_expiration(reading.term, agreement, effective),
        renewal_term=renewal_term(reading.renewal),
        notice_period_days=reading.renewal.notice.days
        if reading.renewal and reading.renewal.notice
        else None,
    )


def _agreement(reading: Reading) -> date | None:
    """As the opening says; without that, the last signature, then the day it took effect."""
    if reading.made:
        return reading.made.day
    if reading.signed:
        return reading.signed.day
    return reading.effective.day if reading.effective else None


def _effective(said: Dated | None, agreement: date | None, signed: Dated | None) -> date | None:
    if said is None:
        return None
    if said.same_as == "agreement_date":
        return agreement
    if said.same_as == "last_signature":
        return signed.day if signed else agreement
    return said.day


def _expiration(
    term: TermSaid | None, agreement: date | None, effective: date | None
) -> date | Literal["perpetual"] | None:
    if term is None:
        return None
    if term.ends_on:
        return term.ends_on
    if term.perpetual:
        return "perpetual"
    start = {
        "agreement_date": agreement,
        "effective_date": effective or agreement,
        "stated_day": term.starts_on,
    }.get(term.starts_with)
    return term.lasts.after(start) if term.lasts and start else None


def renewal_term(said: RenewalSaid | None) -> str | None:
    """`successive 1 year`, `10 years`; `perpetual` where it simply goes on until notice."""
    if said is None:
        return None
    if said.length:
        return f"successive {said.length}" if said.successive else str(said.length)
    return "perpetual" if said.automatic else None
