"""Whom a name, short name, role or pronoun means."""

from __future__ import annotations

import pytest

from steps.contracts.assembly.sides import Sides
from steps.contracts.models import Party

LARK = Party(name="Larkfield Systems, Inc.", role="licensor", defined_as="Licensor", evidence=[])
ODDNY = Party(name="Oddny Timber Cooperative, LLC", role="licensee", defined_as="Oddny", evidence=[])
TEXT = (
    'In this Agreement "we," "us" and "our" refers to Larkfield Systems, Inc., the owner. "You" means Oddny.'
)


@pytest.mark.parametrize(
    ("said", "party"),
    [
        ("Larkfield Systems, Inc.", LARK),
        ("LARKFIELD SYSTEMS INC", LARK),
        ("the Licensor", LARK),
        ("Larkfield", LARK),
        ("licensee", ODDNY),
        ("Timber Cooperative", ODDNY),
        ("we", LARK),
        ("You", ODDNY),
        ("Customer Data", None),
        ("Systems and Timber", None),
        (None, None),
    ],
)
def test_party(said: str | None, party: Party | None) -> None:
    assert Sides([LARK, ODDNY], TEXT).party(said) is party


def test_a_word_that_two_parties_share_means_neither() -> None:
    other = LARK.model_copy(update={"name": "Larkfield Holdings, Inc.", "role": None, "defined_as": "Parent"})
    assert Sides([LARK, other], "").party("Larkfield") is None


def test_the_other_side_takes_two() -> None:
    sides = Sides([LARK, ODDNY], "")
    assert sides.other(LARK) is ODDNY
    assert Sides([LARK, ODDNY, LARK.model_copy(update={"name": "Third Corp."})], "").other(LARK) is None


def test_our_side_may_be_named_by_the_role_that_the_contract_does_not_use() -> None:
    seller = Party(name="A Corp.", role="seller", defined_as="A", evidence=[])
    other = Party(name="B Corp.", role=None, defined_as="B", evidence=[])
    assert Sides([seller, other], "").meant_by("Buyer") is other
    assert Sides([seller, other], "").meant_by("Tenant") is None
