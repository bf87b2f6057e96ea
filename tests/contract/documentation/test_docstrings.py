"""A public function that raises an error of ours says so in its docstring."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

OURS = {"ConfigurationError", "PermanentError", "TemporaryError", "Unavailable", "NotReady"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def public_functions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, Function]]:
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node.body, f"{node.name}.")
        elif isinstance(node, Function) and not node.name.startswith("_"):
            yield prefix + node.name, node


def raised(node: ast.AST) -> set[str]:
    """The classes that this function itself raises; functions inside it are left out."""
    found = set[str]()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(child, ast.Raise) and isinstance(child.exc, ast.Call):
            found.add(ast.unparse(child.exc.func))
        found |= raised(child)
    return found


def test_every_public_function_that_raises_one_says_so(root: Path) -> None:
    silent, heard = [], 0
    for package in ("pipelines", "steps"):
        for path in sorted((root / package).rglob("*.py")):
            for name, function in public_functions(ast.parse(path.read_text("utf-8")).body):
                if raised(function) & OURS:
                    heard += 1
                    if "Errors" not in (ast.get_docstring(function) or ""):
                        silent.append(f"{path.relative_to(root)}: {name}")
    assert heard > 50
    assert silent == []
