"""What is imported is declared: nothing comes to us by way of another library, which may drop it any day."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

OURS = {"steps", "pipelines"}


def declared(root: Path, *extras: str) -> set[str]:
    """The distributions that pyproject.toml names for all, and for these extras."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"]]
    lines += [line for extra in extras for line in project["optional-dependencies"][extra]]
    names = set()
    for line in lines:
        name, extra = re.match(r"([\w.-]+)(?:\[(\w+)\])?", line).groups()  # type: ignore[union-attr]
        names |= {normal(name), normal(f"{name}-{extra}")}  # psycopg[pool] installs psycopg-pool
    return names


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(path: Path) -> Iterator[str]:
    """Top-level packages of others, wherever in the file they are imported."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for name in names:
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in OURS:
                yield top


def extras_of(path: Path) -> set[str]:
    """Which extras are installed where this file runs: those of its image, or those of a machine without a cluster."""
    if path.parts[0] == "steps":
        return set()
    if path.parts[:2] == ("pipelines", "emulators"):
        return {"emulators"}
    if path.name in {"embedded_postgres.py", "folder_lock.py"} or "generators" in path.parts:
        return {"control", "emulators"}
    return {"control"}


@pytest.mark.parametrize("top", sorted(OURS))
def test_every_import_is_declared_for_where_it_runs(root: Path, top: str) -> None:
    distributions = packages_distributions()
    missing = set()
    for path in sorted((root / top).rglob("*.py")):
        place = path.relative_to(root)
        named = declared(root, *extras_of(place))
        for name in imported(path):
            if not {normal(one) for one in distributions.get(name, [name])} & named:
                missing.add(f"{place}: {name}")
    assert not missing
