"""Tests stand where their subject stands, and what they share exists once."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

# Files in tests/unit that mirror no module, and why.
NO_MODULE = {
    "steps/core/documents/test_hostile.py": "what documents do to all of their readers alike",
    "steps/core/test_event_faults.py": "the refusals of steps/core/events.py, beside test_events.py",
    "steps/feedback/test_counts.py": "ratings, groups and themes, which are counted from the same items",
}
SHORT = 4  # lines of a body that may well stand twice


@pytest.fixture(scope="module")
def shared(root: Path) -> list[Path]:
    """What tests share: every Python file that holds no tests."""
    return [path for path in sorted((root / "tests").rglob("*.py")) if not path.name.startswith("test_")]


def test_unit_tests_mirror_the_code(root: Path) -> None:
    astray = set()
    for path in (root / "tests" / "unit").rglob("test_*.py"):
        place = path.relative_to(root / "tests" / "unit")
        subject = root / place.parent / place.stem.removeprefix("test_")
        if not (subject.with_suffix(".py").is_file() or subject.is_dir()):
            astray.add(place.as_posix())
    assert astray == set(NO_MODULE)


def test_no_folder_of_tests_is_a_package(root: Path) -> None:
    packages = [path.parent.name for path in (root / "tests").rglob("__init__.py")]
    assert packages == ["trial_steps"], "names of their own in each folder need no package"


def test_no_class_is_defined_twice(root: Path, shared: list[Path]) -> None:
    places = defaultdict(list)
    for path in shared:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if (
                isinstance(node, ast.ClassDef) and path.parent.name != "trial_steps"
            ):  # Input and Output of steps
                places[node.name].append(path.relative_to(root).as_posix())
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_no_fixture_or_function_is_written_twice(root: Path, shared: list[Path]) -> None:
    places = defaultdict(list)
    for path in [*shared, *(root / "tests").rglob("test_*.py")]:
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            if function.name.startswith("test_"):
                continue  # the same promise of two implementations may well read the same
            body = [node for node in function.body if not is_docstring(node)]
            if sum((node.end_lineno or 0) - node.lineno + 1 for node in body) >= SHORT:
                written = "\n".join(map(ast.unparse, body))
                places[written].append(f"{path.relative_to(root).as_posix()}:{function.lineno}")
    assert not [found for found in places.values() if len(found) > 1]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
