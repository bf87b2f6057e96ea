"""A step declares what it touches, neither less nor more: followed through every function that it reaches."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from steps.core.context import Context
from steps.core.needs import Need

FOLDER = Path(__file__).resolve().parents[3] / "steps"
STEPS = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("__"))
OF_CONTEXT = {"storage": Need.STORAGE, "llm": Need.LLM, "speech": Need.SPEECH}
OF_SETTINGS = {"gdpr_database_url": Need.GDPR, "gdpr_data_map": Need.GDPR}
HOLDERS = {"context", "_context"}


def touched(module: ModuleType) -> set[Need]:
    """What `run` reaches: every function and class that a reached one names, as long as they are ours."""
    seen: set[Any] = set()
    waiting = [module.run]
    needs: set[Need] = set()
    while waiting:
        reached = waiting.pop()
        if reached in seen:
            continue
        seen.add(reached)
        tree = ast.parse(textwrap.dedent(inspect.getsource(reached)))
        needs |= set(_named(tree))
        known = vars(importlib.import_module(reached.__module__))
        waiting += [found for name in _names(tree) if _ours(found := _value(name, known))]
    return needs


def _named(tree: ast.AST) -> Iterator[Need]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
            if owner in HOLDERS and node.attr in OF_CONTEXT:
                yield OF_CONTEXT[node.attr]
            elif node.attr in OF_SETTINGS:
                yield OF_SETTINGS[node.attr]


def _names(tree: ast.AST) -> Iterator[str]:
    """`name` and `module.name`, as they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def _value(name: str, known: dict[str, Any]) -> Any:
    first, _, rest = name.partition(".")
    found = known.get(first)
    return (
        getattr(found, rest, None) if rest and isinstance(found, ModuleType) else found if not rest else None
    )


def _ours(found: Any) -> bool:
    if found is Context or not isinstance(found, FunctionType | type):
        return False
    return (
        found.__module__.startswith("steps.") and "[" not in found.__name__
    )  # a generic model has no source


@pytest.fixture(params=STEPS)
def step(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"steps.{request.param}")


def test_a_step_declares_exactly_what_it_touches(step: ModuleType) -> None:
    assert touched(step) == set(step.NEEDS)


def test_context_hands_out_nothing_that_no_need_stands_for() -> None:
    handed_out = {
        name for name, made in vars(Context).items() if hasattr(made, "func") or isinstance(made, property)
    }
    assert handed_out == set(OF_CONTEXT) | {"ledger", "time_left"}
