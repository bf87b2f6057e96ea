"""Reads every import of our own packages: inside functions and type-checking blocks as well."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

OURS = ("pipelines", "steps")


@dataclass(frozen=True)
class Import:
    """A package's own `__init__.py` is a module of that name beside the others of its folder."""

    place: str  # file:line
    importer: str
    imported: str

    def __str__(self) -> str:
        return f"{self.place}: {self.importer} imports {self.imported}"


def imports_of(root: Path) -> list[Import]:
    """Every import of one of our modules by another."""
    files = {_name(root, path): path for top in OURS for path in (root / top).rglob("*.py")}
    found = []
    for importer, path in files.items():
        for line, names in _named(ast.parse(path.read_text(encoding="utf-8"))):
            for imported in sorted(
                {module for name in names if (module := _module(name, files))} - {importer}
            ):
                found.append(Import(f"{path.relative_to(root)}:{line}", importer, imported))
    return found


def _name(root: Path, path: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts)


def _named(tree: ast.Module) -> Iterator[tuple[int, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield node.lineno, [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            yield node.lineno, [f"{node.module}.{alias.name}" for alias in node.names]


def _module(name: str, files: Iterable[str]) -> str | None:
    """The module that `name` is, or is a part of: `steps.core.models.Model` -> `steps.core.models`."""
    for found in (name, f"{name}.__init__", name.rpartition(".")[0], f"{name.rpartition('.')[0]}.__init__"):
        if found in files:
            return found
    return None


def circles(imports: Iterable[Import]) -> list[str]:
    """In each folder, the files and folders that import one another in a circle, each with the lines that do."""
    graphs: dict[str, dict[str, dict[str, list[Import]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for one in imports:
        importer, imported = one.importer.split("."), one.imported.split(".")
        depth = next(at for at, (a, b) in enumerate(zip(importer, imported, strict=False)) if a != b)
        graphs[".".join(importer[:depth])][importer[depth]][imported[depth]].append(one)
    found = []
    for graph in graphs.values():
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = error.args[1]
            pairs = zip(circle[1:], circle[:-1], strict=True)
            found.append(
                "\n".join(str(one) for importer, imported in pairs for one in graph[importer][imported])
            )
    return found
