"""No regular expression takes longer than in proportion to its text, whatever the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.expressions.adversarial import recipes
from tests.contract.expressions.collected import Expression, expressions, unknown
from tests.contract.expressions.growth import seconds, worse_than_linear

pytestmark = pytest.mark.speed  # minutes

# The product's own, and what stands in for a model in demos and tests, each folder with its expressions.
FOLDERS = (
    "steps/core", "steps/contracts", "steps/expenses", "steps/feedback", "steps/gdpr", "steps/invoices",
    "steps/meetings", "steps/news", "steps/speech",
    "pipelines/commands", "pipelines/core", "pipelines/emulators/openai", "pipelines/operations", "pipelines/server",
    *(f"pipelines/emulators/rules/{subject}" for subject in ("contracts", "feedback", "meetings", "news")),
)  # fmt: skip


def folder_of(expression: Expression) -> str | None:
    return next((folder for folder in FOLDERS if expression.places[0].startswith(folder)), None)


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


@pytest.mark.parametrize("slow_one", [r"\s*x", r"(?P<a>\w+)\s*=", r"\d+\.\d+\.", r"a.*?b"])
def test_what_is_worse_is_noticed(slow_one: str) -> None:
    pattern = re.compile(slow_one, re.DOTALL)
    assert slow(Expression(pattern, ("here",), False))


def test_the_measure_knows_work_that_grows_with_the_square() -> None:
    def square(text: str) -> int:
        return sum(len(text[at:]) + sum(map(ord, text[:40])) for at in range(len(text) ** 2 // 4_000))

    assert worse_than_linear(square, lambda size: "a" * size)
    assert worse_than_linear(lambda text: sorted(text), lambda size: "ab" * (size // 2)) is None
    assert seconds(len, "", 1.0) >= 0
