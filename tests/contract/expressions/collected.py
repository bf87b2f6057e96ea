"""Every regular expression of the product, and how it is called."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import re
import types
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.emulators.rules.contracts.patterns.clause_pattern import Pattern, compiled
from steps.core.text import injection
from steps.expenses import dictionary

ROOT = Path(__file__).resolve().parents[3]
_CALLS = ("compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split")
_ANCHORED = frozenset({"match", "fullmatch"})
_SOME_TEXT = "word"  # stands for what only a call knows


def _orders() -> Iterator[re.Pattern[str]]:
    languages = tuple(injection._ORDERS)
    yield from (injection._orders((language,)) for language in languages)
    yield injection._orders(languages)


def _merchants() -> Iterator[re.Pattern[str]]:
    yield from (alias.pattern for alias in dictionary._aliases())
    yield from (keyword.pattern for keyword in dictionary._keywords())


# What is made of more than its own source: by file, its expressions.
_BUILT: Mapping[str, Callable[[], Iterator[re.Pattern[Any]]]] = {
    "steps/core/text/injection.py": _orders,
    "steps/core/text/patterns.py": lambda: iter(()),  # compiles what others hand to it
    "steps/expenses/dictionary.py": _merchants,
    "pipelines/emulators/rules/contracts/patterns/clause_pattern.py": lambda: iter(
        ()
    ),  # a Pattern's own are read
}


class Expression(NamedTuple):
    """`places`: files that hold it. `anchored`: it is only tried where it is asked to begin, not from every place."""

    pattern: re.Pattern[Any]
    places: tuple[str, ...]
    anchored: bool


@cache
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


def unknown() -> list[str]:
    """Calls that make an expression of which nothing can be told: `file: call`."""
    return [
        f"{place}: {ast.unparse(call)}"
        for path in _files()
        if (place := path.relative_to(ROOT).as_posix()) not in _BUILT
        for call, pattern in _made(path)
        if pattern is None
    ]


def _of_file(path: Path) -> Iterator[tuple[re.Pattern[Any], frozenset[str]]]:
    if path.name == "__main__.py":  # importing it may start it
        return
    for name, value in vars(_module(path)).items():
        if isinstance(value, re.Pattern):
            yield value, _methods(name, path)
        elif not name.startswith("__") and not isinstance(
            value, types.ModuleType | type | types.FunctionType
        ):
            yield from ((inner, frozenset()) for inner in _inside(value, 4))
    for call, pattern in _made(path):
        if pattern is not None:
            direct = isinstance(call.func, ast.Attribute) and call.func.attr in _CALLS[1:]
            yield pattern, frozenset({call.func.attr}) if direct else _methods_of_compiled(call, path)  # type: ignore[attr-defined]
    built = _BUILT.get(path.relative_to(ROOT).as_posix(), lambda: iter(()))
    yield from ((pattern, frozenset()) for pattern in built())


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _module(path: Path) -> types.ModuleType:
    return importlib.import_module(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    )


def _made(path: Path) -> Iterator[tuple[ast.Call, re.Pattern[Any] | None]]:
    """Calls of `re`, and of our own functions that answer an expression, with what comes of them."""
    if path.name == "__main__.py":
        return
    module = _module(path)
    for node in ast.walk(_tree(path)):
        if not isinstance(node, ast.Call) or not (node.args or node.keywords):
            continue
        if _is_of_re(node.func) and node.func.attr in _CALLS:  # type: ignore[attr-defined]
            yield node, _compiled(node, module)
        elif _answers_expression(node.func, module):
            yield node, _called(node, module)


def _is_of_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
    )


def _answers_expression(function: ast.expr, module: types.ModuleType) -> bool:
    if not isinstance(function, ast.Name | ast.Attribute) or _is_of_re(function):
        return False
    try:
        called = inspect.unwrap(eval(ast.unparse(function), dict(vars(module))))
    except Exception:  # a name of the function it stands in
        return False
    return str(getattr(called, "__annotations__", {}).get("return", "")).startswith("re.Pattern")


def _called(call: ast.Call, module: types.ModuleType) -> re.Pattern[Any] | None:
    try:
        made = eval(ast.unparse(call), _names(call, module))
    except Exception:
        return None
    return made if isinstance(made, re.Pattern) else None


def _names(node: ast.AST, module: types.ModuleType) -> dict[str, Any]:
    """What the module knows, and some text for each name that only a function does."""
    names = dict(vars(module))
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id not in names and not hasattr(builtins, inner.id):
            names[inner.id] = _SOME_TEXT
    return names


def _methods_of_compiled(call: ast.Call, path: Path) -> frozenset[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Assign) and node.value is call and isinstance(node.targets[0], ast.Name):
            return _methods(node.targets[0].id, path)
    return frozenset()


def _compiled(call: ast.Call, module: types.ModuleType) -> re.Pattern[Any] | None:
    """The pattern of a call, names of its function standing for some text."""
    flags = next((keyword.value for keyword in call.keywords if keyword.arg == "flags"), None)
    if flags is None and call.func.attr in ("compile", "search", "match", "fullmatch", "findall", "finditer"):  # type: ignore[attr-defined]
        position = 1 if call.func.attr == "compile" else 2  # type: ignore[attr-defined]
        flags = call.args[position] if len(call.args) > position else None
    names = _names(call.args[0], module)
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
    tree = _tree(path)
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
    """The methods called on a pattern of this name in its own file and those that import it; none if handed on."""
    files = [path] if name.startswith("_") else [path, *_importing(name, path)]
    uses = {use for file in files for use in _uses(file).get(name, ())}
    return frozenset() if "" in uses else frozenset(uses & set(_CALLS))


def _importing(name: str, path: Path) -> Iterator[Path]:
    module = _module(path).__name__
    for file in _files():
        imports = (node for node in ast.walk(_tree(file)) if isinstance(node, ast.ImportFrom))
        if any(node.module == module and name in [alias.name for alias in node.names] for node in imports):
            yield file


@cache
def _files() -> list[Path]:
    return sorted([*(ROOT / "steps").rglob("*.py"), *(ROOT / "pipelines").rglob("*.py")])
