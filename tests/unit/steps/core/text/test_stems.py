"""A statement carries where half of its longer words are the text's, in whatever form."""

from __future__ import annotations

import pytest

from steps.core.text.stems import Stems


@pytest.mark.parametrize(
    ("statement", "carried"),
    [
        ("The harbour heats houses", True),
        ("Harbours heating", True),
        ("harbour castle", True),
        ("harbour castle mountain", False),
        ("castle", False),
        ("It is so", True),
        ("team castle", True),
        ("", False),
        ("...", False),
    ],
)
def test_half_of_the_longer_words_must_be_known(statement: str, carried: bool) -> None:
    stems = Stems("The harbour heated its houses.", frozenset({"team"}))
    assert stems.carry(statement) is carried
