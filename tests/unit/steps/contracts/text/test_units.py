"""A contract falls into sentences that know their section, whatever the paper did to its lines."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.contracts.text.units import one_line, units, without_footers


def texts(contract: str) -> list[str]:
    return [unit.text for unit in units(contract)]


@pytest.mark.parametrize(
    ("contract", "sentences"),
    [
        ("Acme, Inc. and Beta Ltd. agree. They pay.", ["Acme, Inc. and Beta Ltd. agree.", "They pay."]),
        ("See Section 7. The fee is $3.50 per unit.", ["See Section 7.", "The fee is $3.50 per unit."]),
        ("7. TERM. It runs. 8. LAW. Ohio.", ["7. TERM.", "It runs.", "8. LAW.", "Ohio."]),
        ("The parties\nagree to this.", ["The parties agree to this."]),
        ("They agree:\n(a) to pay;\n(b) to wait.", ["They agree:", "(a) to pay;", "(b) to wait."]),
        ("the goods shall be\n\ndelivered here.", ["the goods shall be delivered here."]),
        ("“Fees” are due. “Term” is long.", ['"Fees" are due.', '"Term" is long.']),
    ],
)
def test_sentences(contract: str, sentences: list[str]) -> None:
    assert texts(contract) == sentences


def test_a_page_footer_is_no_part_of_the_sentence() -> None:
    contract = "The fee is due\n\nSource: ACME INC, 10-K, 3/30/2020\n\non the first day."
    assert texts(contract) == ["The fee is due on the first day."]
    assert len(without_footers(contract)) == len(contract)


@given(st.text(alphabet="aB1. \n;()\"'", max_size=400))
def test_units_hold_all_words_in_order(contract: str) -> None:
    found = units(contract)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    covered = "".join(contract[unit.start : unit.end] for unit in found)
    dropped = len(contract.split()) and sum(map(str.isalpha, contract)) - sum(map(str.isalpha, covered))
    assert dropped == 0


def test_a_very_long_enumeration_is_cut_at_its_semicolons() -> None:
    contract = "The parties agree to " + "; ".join(f"deliver the goods of kind {n}" for n in range(300)) + "."
    assert all(len(text) <= 2500 for text in texts(contract))


@pytest.mark.parametrize(
    ("contract", "section"),
    [
        ("12.5 Governing Law. Ohio law governs.", "12.5 Governing Law"),
        ("12.5 The law of Ohio governs.", "12.5"),
        ("7. TERM AND TERMINATION\n\nIt runs.", "7 TERM AND TERMINATION"),
        ("ARTICLE IV\n\nIt runs.", "Article IV"),
        ("Section 3. Fees are due.", "Section 3"),
        ("2 weeks are enough.", None),
    ],
)
def test_sections(contract: str, section: str | None) -> None:
    assert units(contract)[-1].section == section


def test_one_line_is_plain() -> None:
    assert one_line("“It’s \n  here”") == '"It\'s here"'
