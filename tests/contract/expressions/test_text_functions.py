"""Each public function of steps/core/text that reads a text takes time in proportion to it."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any

import pytest

from steps.core import text as package
from steps.core.llm.chat_replies import plain
from steps.core.text.grounding import Grounding
from steps.core.text.windows import windows
from tests.contract.expressions.adversarial import UNITS, Recipe
from tests.contract.expressions.growth import worse_than_linear

ENDLESS = 20.0  # seconds of the processor


def functions() -> Iterator[tuple[str, Callable[[str], object]]]:
    """Those that one text is enough for, and the two that want more, with what is usual."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
            if function.__module__ == module.name and not name.startswith("_") and _of_one_text(function):
                yield name, function
    yield "plain", plain
    yield "windows", lambda text: windows(text, 100)
    yield "Grounding.peek", lambda text: Grounding(text).peek("the town of Vellmar opened a bridge")


def _of_one_text(function: Callable[..., Any]) -> bool:
    first, *others = inspect.signature(function).parameters.values()
    kinds = (first.VAR_POSITIONAL, first.VAR_KEYWORD)
    wanted = [each for each in others if each.default is each.empty and each.kind not in kinds]
    return first.annotation in ("str", "str | None") and not wanted


FUNCTIONS = dict(functions())


def test_they_are_found() -> None:
    assert {"redact", "sentences", "language_of", "instructions", "words"} <= FUNCTIONS.keys()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_time_in_proportion(name: str) -> None:
    """A function may refuse a text, but that too takes time."""

    def call(text: str) -> None:
        with suppress(Exception):
            FUNCTIONS[name](text)

    grown = {unit: worse_than_linear(call, Recipe("", unit).text, ENDLESS) for unit in UNITS}
    assert not {unit: times for unit, times in grown.items() if times is not None}
