"""The dates of a contract, computed from what it says: terms run from a day, `upon signature` means the last one."""

from __future__ import annotations

from datetime import date
from typing import Literal

from steps.contracts.assembly.readings import Dated, Reading, RenewalSaid, TermSaid
from steps.contracts.models import Dates, Doubtful

_DATES = frozenset({"agreement_date", "effective_date", "expiration_date"})


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


def doubts(reading: Reading, told: Dates) -> dict[Doubtful, str]:
    """What is a guess of the dates above, or rests on one, and why others are null."""
    found = {name: reason for name, reason in reading.doubts.items() if name in _DATES}
    if told.agreement is None:
        found.setdefault(
            "agreement_date",
            "the date is left blank" if reading.made else "no sentence says when it was made",
        )
    elif reading.made is None:
        taken = "its last signature" if reading.signed else "its effective date"
        found["agreement_date"] = f"no sentence says when it was made; the day is that of {taken}"
    said = reading.effective
    if told.effective and said and said.same_as:
        if said.same_as == "last_signature" and not reading.signed:
            found["effective_date"] = "it takes effect when signed, but the signatures bear no date"
        elif said.same_as == "agreement_date" and "agreement_date" in found:
            found.setdefault("effective_date", found["agreement_date"])
    term = reading.term
    if told.expiration is None:
        found.setdefault("expiration_date", "no sentence gives an end that can be reckoned")
    elif term and term.lasts and not term.ends_on and term.starts_with != "stated_day":
        since: Doubtful = (
            "effective_date" if told.effective and term.starts_with == "effective_date" else "agreement_date"
        )
        if since in found:
            found.setdefault("expiration_date", f"it is reckoned from a day that is in doubt: {found[since]}")
    return found


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
