"""Every regular expression of the product, and how it is called."""

from __future__ import annotations

import ast
import builtins
import importlib
import re
import types
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.emulators.rules.contracts.patterns.clause_pattern import Pattern, compiled

ROOT = Path(__file__).resolve().parents[3]
_CALLS = ("compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split")
_ANCHORED = frozenset({"match", "fullmatch"})
_SOME_TEXT = "word"  # stands for what only a call knows


class Expression(NamedTuple):
    """`places`: files that hold it. `anchored`: it is only tried where it is asked to begin, not from every place."""

    pattern: re.Pattern[Any]
    places: tuple[str, ...]
    anchored: bool


def expressions() -> list[Expression]:
    """All of steps and pipelines, each once, in the order of their files."""
    found: dict[re.Pattern[Any], tuple[set[str], set[str]]] = {}
    for path in _files():
        place = path.relative_to(ROOT).as_posix()
        for pattern, methods in _of_file(path):
            places, called = found.setdefault(pattern, (set(), set()))
            places.add(place)
            called |= methods
    return [
        Expression(pattern, tuple(sorted(places)), bool(called) and called <= _ANCHORED)
        for pattern, (places, called) in found.items()
    ]


def _of_file(path: Path) -> Iterator[tuple[re.Pattern[Any], frozenset[str]]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.name == "__main__.py":  # importing it may start it
        return
    module = importlib.import_module(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    )
    for name, value in vars(module).items():
        if isinstance(value, re.Pattern):
            yield value, _methods(name, path)
        elif not name.startswith("__") and not isinstance(
            value, types.ModuleType | type | types.FunctionType
        ):
            yield from ((inner, frozenset()) for inner in _inside(value, 4))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in _CALLS
            and node.args
        ):
            method = frozenset[str]() if node.func.attr == "compile" else frozenset({node.func.attr})
            pattern = _compiled(node, module)
            if pattern is not None:
                yield pattern, method or _methods_of_compiled(node, tree, path)


def _methods_of_compiled(call: ast.Call, tree: ast.Module, path: Path) -> frozenset[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and node.value is call and isinstance(node.targets[0], ast.Name):
            return _methods(node.targets[0].id, path)
    return frozenset()


def _compiled(call: ast.Call, module: types.ModuleType) -> re.Pattern[Any] | None:
    """The pattern of a call, names of its function standing for some text."""
    names: dict[str, Any] = dict(vars(module))
    flags = next((keyword.value for keyword in call.keywords if keyword.arg == "flags"), None)
    if flags is None and call.func.attr in ("compile", "search", "match", "fullmatch", "findall", "finditer"):  # type: ignore[attr-defined]
        position = 1 if call.func.attr == "compile" else 2  # type: ignore[attr-defined]
        flags = call.args[position] if len(call.args) > position else None
    for node in ast.walk(call.args[0]):
        if isinstance(node, ast.Name) and node.id not in names and not hasattr(builtins, node.id):
            names[node.id] = _SOME_TEXT
    try:
        text = eval(ast.unparse(call.args[0]), names)
        given = eval(ast.unparse(flags), names) if flags is not None else 0
        return text if isinstance(text, re.Pattern) else re.compile(text, given)
    except Exception:
        return None


def _inside(value: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    """Patterns in tables: dicts, sequences and our own records of them."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Pattern):  # compiled when it is first tried
        within = (value.within,) if isinstance(value.within, str) else value.within
        yield from map(compiled, filter(None, (value.says, *within, value.unless)))
    elif depth == 0:
        return
    elif isinstance(value, dict):
        for inner in (*value, *value.values()):
            yield from _inside(inner, depth - 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _inside(inner, depth - 1)
    elif type(value).__module__.startswith(("steps.", "pipelines.")):
        held = vars(value) if hasattr(value, "__dict__") else {}
        for inner in held.values():
            yield from _inside(inner, depth - 1)


@cache
def _uses(path: Path) -> dict[str, set[str]]:
    """The attributes that a file takes of each name, `""` where the name stands alone."""
    uses: dict[str, set[str]] = defaultdict(set)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    of_attributes = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            uses[node.value.id].add(node.attr)
            of_attributes.add(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in of_attributes:
            uses[node.id].add("")
    return uses


def _methods(name: str, path: Path) -> frozenset[str]:
    """The methods called on a pattern of this name, a private one in its own file; none where it is handed on."""
    files = [path] if name.startswith("_") else _files()
    uses = {use for file in files for use in _uses(file).get(name, ())}
    return frozenset() if "" in uses else frozenset(uses & set(_CALLS))


def _files() -> list[Path]:
    return sorted([*(ROOT / "steps").rglob("*.py"), *(ROOT / "pipelines").rglob("*.py")])
