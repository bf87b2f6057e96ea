"""How long a contract runs, told from notices, renewals and other lengths of time."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.emulators.rules.contracts.contract_term import term
from steps.contracts.text.units import units

Told = tuple[str | None, date | None, str, bool]
TERMS: dict[str, Told] = {  # lasts, ends, starts, perpetual
    "The term of this Agreement shall commence on the Effective Date and continue for three (3) years.":
        ("3 years", None, "effective_date", False),
    "Term. This Agreement shall remain in effect until December 31, 2012.":
        (None, date(2012, 12, 31), "effective_date", False),
    "Duration. This Agreement is valid for five years from the date of signature.":
        ("5 years", None, "agreement_date", False),
    "The term of this Agreement shall be for a period of 18 months beginning on July 1, 2010.":
        ("18 months", None, "stated_day", False),
    "This Agreement shall expire on the fifth anniversary of the Effective Date.":
        ("5 years", None, "effective_date", False),
    "This Agreement will continue until terminated by either party upon thirty (30) days written notice.":
        (None, None, "effective_date", True),
    "This Agreement is valid for an indefinite term.": (None, None, "effective_date", True),
    "The term shall continue for five (5) years, unless sooner terminated as provided in this Agreement.":
        ("5 years", None, "effective_date", False),
    "The initial term of this Agreement shall be four (4) years and ending on June 30, 2010.":
        ("4 years", date(2010, 6, 30), "effective_date", False),
    "The term of this Agreement shall be two years from the date of first delivery.":
        ("2 years", None, "something_else", False),
}  # fmt: skip


@pytest.mark.parametrize("text", TERMS)
def test_terms(text: str) -> None:
    found = term(units(text))
    assert found is not None
    assert (str(found.lasts) if found.lasts else None, found.ends, found.start, found.perpetual) == TERMS[
        text
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The Consultant shall keep records for three (3) years.",
        "Confidentiality survives for five (5) years after termination of this Agreement.",
        "The chairperson shall serve for a term of one (1) year.",
        "During the term of this Agreement each party grants a perpetual license.",
        "Either party may terminate this Agreement upon thirty (30) days' notice.",
    ],
)
def test_other_lengths_are_no_term(text: str) -> None:
    assert term(units(text)) is None


def test_a_sentence_that_gives_an_end_goes_before_one_that_gives_none() -> None:
    text = (
        "The term of this Agreement shall end upon the last payment. "
        "The initial term of this Agreement is twelve (12) months from the Effective Date."
    )
    found = term(units(text))
    assert found is not None
    assert str(found.lasts) == "12 months"
