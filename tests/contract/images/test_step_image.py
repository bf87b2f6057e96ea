"""`steps/` is what the step image contains: code that a step or a command runs, and nothing that only stands in."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

Graph = dict[str, set[str]]


def name_of(path: Path, root: Path) -> str:
    """A file as Python imports it; a package by its folder."""
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """Every name that a file imports, inside functions as well, whether it is a module or not."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def with_packages(name: str) -> Iterator[str]:
    """A dotted name and what Python imports before it: `a.b.c`, `a.b`, `a`."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def graph_of(root: Path) -> Graph:
    """Which of our modules each of our modules imports."""
    files = {
        name_of(path, root): path for top in ("steps", "pipelines") for path in (root / top).rglob("*.py")
    }
    return {
        module: {part for name in imports(path) for part in with_packages(name)} & files.keys()
        for module, path in files.items()
    }


def reached(graph: Graph, entries: Iterable[str]) -> set[str]:
    """The entries, the packages they lie in and all that these import."""
    seen: set[str] = set()
    waiting = [part for entry in entries for part in with_packages(entry)]
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += graph[module]
    return seen


def is_emulator(module: str) -> bool:
    return f"{module}.".startswith("pipelines.emulators.")


@pytest.fixture(scope="module")
def graph(root: Path) -> Graph:
    return graph_of(root)


def test_all_of_steps_is_reached_by_a_step_or_by_the_control_plane(root: Path, graph: Graph) -> None:
    """The control plane counts because its commands run parts of a subject: GDPR maps, a provider's webhook."""
    steps = {name_of(path, root) for path in (root / "steps").glob("*.py")}
    plane = {module for module in graph if module.startswith("pipelines") and not is_emulator(module)}
    imported = {name for module in plane for name in graph[module] if name.startswith("steps")}
    unreached = {
        f"{module} is imported by {sorted(user for user in graph if module in graph[user]) or 'nobody'} only"
        for module in graph.keys() - reached(graph, steps | imported)
        if module.startswith("steps")
    }
    assert not unreached


def test_only_emulators_import_the_engine_without_a_model(graph: Graph) -> None:
    for module in sorted(graph):
        rules = sorted(name for name in graph[module] if f"{name}.".startswith("pipelines.emulators.rules."))
        assert not rules or is_emulator(module), f"{module} imports {rules}"


def test_every_table_and_query_of_a_subject_is_read_by_it(root: Path) -> None:
    for path in sorted((root / "steps").glob("*/**/*.[cs][sq][vl]")):
        subject = root / "steps" / path.relative_to(root / "steps").parts[0]
        texts = (module.read_text(encoding="utf-8") for module in subject.rglob("*.py"))
        assert subject.name == "core" or any(f'"{path.name}"' in text for text in texts), (
            f"nothing reads {path}"
        )
