"""When a contract was made and from when on it holds."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.emulators.rules.contracts.signing import signing
from steps.contracts.text.units import units

DAY = date(2010, 3, 1)
Told = tuple[date | None, date | None, str | None, date | None]
OPENINGS: dict[str, Told] = {  # made, effective, effective by reference, signed
    'made as of March 1, 2010 (the "Effective Date") by and between A ("A") and B.': (DAY, DAY, None, None),
    'This Agreement, dated March 1, 2010, is made between A ("A") and B.': (DAY, None, None, None),
    'Supply Agreement made effective as of March 1, 2010 between A ("A") and B.': (None, DAY, None, None),
    'This Addendum is made and effective March 1, 2010, between A ("A") and B.': (DAY, DAY, None, None),
    'Agreement made as of this ___ day of March, 2010 between A ("A") and B.': (None, None, None, None),
    'This Amendment, dated as of March 1, 2010, amends that certain Agreement dated May 5, 2005.':
        (DAY, None, None, None),
    'Agreement of March 1, 2010.\n"Effective Date" means April 2, 2010.': (None, date(2010, 4, 2), None, None),
    "Dated as of March 1, 2010\nThis Agreement takes effect upon the signatures of both parties.":
        (DAY, None, "last_signature", None),
    "Dated: March 1, 2010\nThe term of this Agreement shall begin on the date hereof.":
        (DAY, None, "agreement_date", None),
    "This Agreement is fine.\nIN WITNESS WHEREOF\nBy: A\nDate: March 1, 2010\nBy: B\nDate: February 1, 2010":
        (None, None, None, DAY),
    "Nothing is said of days.\nSource: ACME INC, 8-K, 3/1/2010": (None, None, None, None),
}  # fmt: skip


@pytest.mark.parametrize("text", OPENINGS)
def test_dates(text: str) -> None:
    found = signing(text, units(text))
    assert (
        found.made.day if found.made else None,
        found.effective.day if found.effective else None,
        found.effective.same_as if found.effective else None,
        found.signed.day if found.signed else None,
    ) == OPENINGS[text]


def test_a_blank_date_is_found_as_such() -> None:
    text = 'Agreement made as of this ___ day of March, 2010 between A ("A") and B.'
    made = signing(text, units(text)).made
    assert made is not None
    assert made.day is None
