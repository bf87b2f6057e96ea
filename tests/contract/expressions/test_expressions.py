"""No regular expression takes longer than in proportion to its text, whatever the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.expressions.adversarial import recipes
from tests.contract.expressions.collected import Expression, expressions
from tests.contract.expressions.folders import FOLDERS, folder_of
from tests.contract.expressions.growth import seconds, worse_than_linear

pytestmark = pytest.mark.speed  # minutes


def slow(expression: Expression) -> str | None:
    """The text on which it is worse than linear, if one was found."""
    pattern = expression.pattern
    for recipe in recipes(pattern):
        grown = worse_than_linear(worked(expression), recipe.text)
        if grown:
            unit = f"{recipe.unit[:30]!r} after {recipe.before[-30:]!r}"
            return (
                f"{expression.places[0]}: {pattern.pattern[:80]!r} takes {grown:.0f} times as long on {unit}"
            )
    return None


def worked(expression: Expression) -> Callable[[str], object]:
    pattern = expression.pattern
    encoded = isinstance(pattern.pattern, bytes)

    def work(text: str) -> object:
        given: Any = text.encode("latin-1", "replace") if encoded else text
        if expression.anchored:
            return pattern.match(given), pattern.fullmatch(given)
        return sum(1 for _ in pattern.finditer(given))

    return work


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_expression_is_worse_than_linear(folder: str) -> None:
    found = [expression for expression in expressions() if folder_of(expression) == folder]
    assert found
    assert not [said for expression in found if (said := slow(expression))]


@pytest.mark.parametrize("slow_one", [r"\s*x", r"(?P<a>\w+)\s*=", r"\d+\.\d+\.", r"a.*?b"])
def test_what_is_worse_is_noticed(slow_one: str) -> None:
    pattern = re.compile(slow_one, re.DOTALL)
    assert slow(Expression(pattern, ("here",), False))


def test_the_measure_knows_work_that_grows_with_the_square() -> None:
    def square(text: str) -> int:
        return sum(len(text[at:]) + sum(map(ord, text[:40])) for at in range(len(text) ** 2 // 4_000))

    # One look may meet a machine that is slower for a moment, and an expression is looked at with many texts.
    assert any(worse_than_linear(square, lambda size: "a" * size) for _ in range(5))
    assert worse_than_linear(lambda text: sorted(text), lambda size: "ab" * (size // 2)) is None
    assert seconds(len, "", 1.0) >= 0
