"""Every regular expression is found, and has a folder with which its time is tested."""

from __future__ import annotations

from tests.contract.expressions.collected import expressions, unknown
from tests.contract.expressions.folders import folder_of


def test_every_expression_has_its_test() -> None:
    assert not [expression.places for expression in expressions() if folder_of(expression) is None]
    assert not unknown()


def test_all_are_found() -> None:
    """In modules, in tables, in functions; those that are only tried where they are asked to begin are known."""
    found = {expression.pattern.pattern for expression in expressions()}
    assert len(found) > 1_200
    assert r"[^A-Z0-9]" in found  # in a function
    assert any(str(source).startswith("(?:THE )?(?:UBER ?EATS") for source in found)  # made of a table's row
    assert any(expression.anchored for expression in expressions())
