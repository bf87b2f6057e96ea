"""Blanks, struck-out words, exhibits that are not there, and defined terms."""

from __future__ import annotations

import pytest

from steps.contracts.text.open_points import blanks, defined_terms
from steps.core.documents.read import DocumentText


def told(text: str) -> list[str]:
    document = DocumentText(text, "text/plain")
    found = blanks(document)
    assert all(text[one.start : one.end] == one.quote for blank in found for one in blank.evidence)
    return [blank.what for blank in found]


def test_blanks() -> None:
    assert told("The fee is $____ a year.") == ["left blank: The fee is $____ a year."]
    assert told("made on the [●] day of [insert month]")[0].startswith("left blank")
    assert told("The price is to be determined by the parties later.")[0].startswith("left blank")


@pytest.mark.parametrize(
    "text", ["By: ______\nName: ______", "______________________\nJohn Smith", "Date: ____"]
)
def test_a_line_to_sign_on_is_no_blank(text: str) -> None:
    assert told(text) == []


def test_struck_out_words_are_one_entry() -> None:
    assert told("It costs [***] for *** units and [*] days.") == ["struck out for publication in 3 places"]


def test_missing_exhibits() -> None:
    assert told("Fees are set out in Exhibit A, attached hereto.") == [
        "Exhibit A is referred to but not there"
    ]
    assert told("Fees are set out in Exhibit A, attached hereto.\n\nEXHIBIT A\n\nFees") == []
    assert told("Filed as Exhibit 10.5. Fees are as agreed.") == []
    assert told("A note in the form attached as Exhibit B to the Trust Agreement.") == []


def test_defined_terms() -> None:
    text = 'The "Fees" means all sums. Acme, Inc. (the "Company") and “Net Sales” shall mean sales. "Fees" means x.'
    found = defined_terms(DocumentText(text, "text/plain", (0,)))
    assert [term.term for term in found] == ["Fees", "Company", "Net Sales"]
    assert all(text[one.start : one.end] == one.quote for term in found for one in term.evidence)
    assert found[0].evidence[0].page == 1
