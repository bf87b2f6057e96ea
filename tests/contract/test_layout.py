"""Files stay small, say what they are for and are named for what they hold."""

from __future__ import annotations

import ast
from pathlib import Path

MAX_LINES = 250
GRAB_BAGS = {"utils", "util", "common", "helpers", "misc", "shared"}


def test_no_file_is_long(root: Path, modules: list[Path]) -> None:
    sql = [path for top in ("pipelines", "steps") for path in (root / top).rglob("*.sql")]
    written = [path for path in sql if path.name != "schema.sql"]  # a dump, as long as the schema is
    long = {
        str(path.relative_to(root)): lines(path) for path in [*modules, *written] if lines(path) > MAX_LINES
    }
    assert not long


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_a_grab_bag(root: Path, modules: list[Path]) -> None:
    parts = {part.removesuffix(".py") for path in modules for part in path.relative_to(root).parts}
    assert not parts & GRAB_BAGS


def test_every_module_says_what_it_is_for(root: Path, modules: list[Path]) -> None:
    silent = [
        str(path.relative_to(root))
        for path in modules
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_test_modules_have_names_of_their_own_in_each_level(root: Path) -> None:
    assert not [
        str(path) for path in (root / "tests").rglob("__init__.py") if path.parent.name != "trial_steps"
    ]
