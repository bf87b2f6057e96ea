"""Which place's law governs, by the name people use for it."""

from __future__ import annotations

import pytest

from pipelines.emulators.rules.contracts.contract_rules import answer
from pipelines.emulators.rules.contracts.governing_law import places_of

LAWS = {
    "This Agreement shall be governed by English law.": "England",
    "governed by the laws of the State of Washington, U.S.A.": "Washington",
    "GOVERNED BY THE INTERNAL LAWS OF THE STATE OF NEW YORK (INCLUDING SECTION 5-1401)": "New York",
    "governed by the laws of the Commonwealth of Massachusetts": "Massachusetts",
    "subject to the laws of the Hong Kong Special Administrative Region": "Hong Kong",
    "construed in accordance with the laws of England and Wales": "England and Wales",
    "the laws of the Province of British Columbia and the federal laws of Canada": "British Columbia, Canada",
    "the laws of the province of Ontario, Canada": "Ontario, Canada",
    "subject to the application of the Italian Law, take place in Paris, France": "Italy",
    "governed by laws of PRC": "People's Republic of China",
    "the internal laws, and not the laws of conflicts, of the State of Ohio": "Ohio",
    "Governing Law: State of Utah.": "Utah",
    "governed by the laws of Ohio, without regard to the laws of any other jurisdiction such as Texas": "Ohio",
    "without regard to conflicts of law, it is governed by the laws of the State of Ohio": "Ohio",
    "governed by the internal laws (without giving effect to conflicts of law) of the State of Ohio": "Ohio",
    "governed by the laws of the ***.": None,
    "Acme, organized under the laws of the State of Delaware, shall govern itself": None,
    "This Agreement shall be governed by applicable law.": None,
}


def test_a_law_that_is_named_otherwise_is_not_called_absent() -> None:
    opening = 'SERVICE AGREEMENT\nThis Service Agreement is made between A Corp. ("A") and B Inc. ("B").\n'
    unclear = "Disputes are settled subject to the application of the Italian Law.\n"
    assert "Governing Law" in answer(opening + unclear).not_judged
    assert "Governing Law" not in answer(opening).not_judged


@pytest.mark.parametrize("sentence", LAWS)
def test_place(sentence: str) -> None:
    assert places_of(sentence)[:1] == [LAWS[sentence]][: LAWS[sentence] is not None]
