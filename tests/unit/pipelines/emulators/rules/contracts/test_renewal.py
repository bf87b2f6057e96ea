"""Renewal and the notice that stops it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.emulators.rules.contracts.renewal import notice, renewal
from steps.contracts.text.units import Unit

Told = tuple[str | None, bool, bool, int | None]
RENEWALS: dict[str, Told] = {  # length, successive, automatic, notice in days
    "It shall be automatically renewed for successive one year periods unless either party gives written notice "
    "at least thirty (30) days prior to the date of expiration.": ("1 year", True, True, 30),
    "This Agreement shall automatically renew for additional terms each of two (2) years unless notified ninety "
    "(90) days prior to the expiration.": ("2 years", True, True, 90),
    "It will renew automatically from year to year unless cancelled by a minimum of 60 days notice.":
        ("1 year", True, True, 60),
    "The parties may renew the Agreement within two (2) years of the expiry.": (None, False, False, None),
    "Thereafter it shall automatically continue in effect until six (6) months prior written notice.":
        (None, True, True, 180),
    "You may extend it for two (2) additional terms of ten (10) years each.": ("10 years", True, False, None),
}  # fmt: skip


@pytest.mark.parametrize("text", RENEWALS)
def test_renewals(text: str, unit: Callable[[str], Unit]) -> None:
    found, stop = renewal(unit(text)), notice(unit(text))
    length = str(found.length) if found.length else None
    assert (length, found.successive, found.automatic, stop.days if stop else None) == RENEWALS[text]
