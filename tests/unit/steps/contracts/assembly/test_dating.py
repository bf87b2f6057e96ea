"""Dates that a contract computes: from its day, its effective date or its last signature."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from steps.contracts.assembly.dating import dates
from steps.contracts.assembly.readings import Dated, Reading, RenewalSaid, TermSaid
from steps.contracts.text.durations import Duration
from steps.core.text.grounding import Grounding

MADE, SIGNED, EFFECTIVE = date(2019, 11, 1), date(2019, 11, 5), date(2019, 10, 31)


def on(day: date | None, same_as: Any = None) -> Dated:
    return Dated(day, same_as, [])


def lasting(count: int, starts_with: str, **more: Any) -> TermSaid:
    told = {"ends_on": None, "starts_on": None, "perpetual": False, **more}
    return TermSaid(
        lasts=Duration(count, "year"), starts_with=starts_with, confidence=1.0, evidence=[], **told
    )


@pytest.mark.parametrize(
    ("found", "agreement", "effective", "expiration"),
    [
        ({"made": on(MADE)}, MADE, None, None),
        ({"signed": on(SIGNED)}, SIGNED, None, None),
        ({"effective": on(EFFECTIVE)}, EFFECTIVE, EFFECTIVE, None),
        ({"made": on(None), "signed": on(SIGNED)}, None, None, None),
        ({"made": on(MADE), "effective": on(None, "agreement_date")}, MADE, MADE, None),
        ({"made": on(MADE), "signed": on(SIGNED), "effective": on(None, "last_signature")}, MADE, SIGNED, None),
        ({"made": on(MADE), "effective": on(None, "last_signature")}, MADE, MADE, None),
        (
            {"made": on(MADE), "effective": on(EFFECTIVE), "term": lasting(2, "effective_date")},
            MADE, EFFECTIVE, date(2021, 10, 31),
        ),
        ({"made": on(MADE), "term": lasting(2, "effective_date")}, MADE, None, date(2021, 11, 1)),
        ({"made": on(MADE), "term": lasting(2, "something_else")}, MADE, None, None),
        ({"made": on(None), "term": lasting(2, "agreement_date")}, None, None, None),
        ({"term": lasting(1, "stated_day", starts_on=date(2020, 1, 1))}, None, None, date(2021, 1, 1)),
        ({"term": lasting(1, "agreement_date", ends_on=date(2020, 6, 30))}, None, None, date(2020, 6, 30)),
        ({"term": lasting(1, "agreement_date", perpetual=True)}, None, None, "perpetual"),
    ],
)  # fmt: skip
def test_dates(found: dict[str, Any], agreement: Any, effective: Any, expiration: Any) -> None:
    told = dates(Reading(grounding=Grounding(""), **found))
    assert (told.agreement, told.effective, told.expiration) == (agreement, effective, expiration)


@pytest.mark.parametrize(
    ("length", "successive", "automatic", "shown"),
    [
        (Duration(1, "year"), True, True, "successive 1 year"),
        (Duration(10, "year"), False, False, "10 years"),
        (None, True, True, "perpetual"),
        (None, False, False, None),
    ],
)
def test_renewal(length: Duration | None, successive: bool, automatic: bool, shown: str | None) -> None:
    said = RenewalSaid(length, successive, automatic, Duration(3, "month"), [])
    told = dates(Reading(grounding=Grounding(""), renewal=said))
    assert (told.renewal_term, told.notice_period_days) == (shown, 90)
