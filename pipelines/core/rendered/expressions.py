"""Retry expressions: the part of Argo's expr-lang that compares what is known of the last attempt.

The expression is cut into expr-lang's tokens, which are put in Python's words and read by Python's own parser; the tree
is evaluated over a closed list of node types. What either language alone knows is refused.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from steps.core.errors import ConfigurationError

_TOKEN = re.compile(
    r"""(?x) \s* (?: (?P<string> '(?: [^'\\\n] | \\. )*' | "(?: [^"\\\n] | \\. )*" )
      | (?P<number> [0-9]+ (?: \.[0-9]+ )? )
      | (?P<name> [A-Za-z_]\w* )
      | (?P<sign> && | \|\| | == | != | <= | >= | [-!<>()\[\],.] ) )"""
)
_ESCAPE = re.compile(r"\\(?: [abfnrtv\\'\"] | x[0-9A-Fa-f]{2} | u[0-9A-Fa-f]{4} | (?P<unknown>.) )", re.X)
# `!` and `not` bind more tightly than a comparison in expr-lang. Of Python's operators only `~` does as well.
_IN_PYTHON = {"&&": "and", "||": "or", "!": "~", "not": "~", "not in": "not in"}
_OPERATORS = {"and", "or", "in", "not"}
_CONSTANTS = {"true": True, "false": False}
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "asInt": int,
    "asFloat": float,
    "string": str,
    "int": int,
    "float": float,
}
_TOO_DEEP = (RecursionError, MemoryError)  # what Python's parser says of brackets in brackets without end
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: _equal(a, b),
    ast.NotEq: lambda a, b: not _equal(a, b),
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.In: lambda a, b: _contains(b, a),
    ast.NotIn: lambda a, b: not _contains(b, a),
}


def evaluate(expression: str, variables: Mapping[str, str]) -> bool:
    """The expression's truth; variables are strings as in Argo, such as `lastRetry.exitCode`.

    Errors: ConfigurationError `unsupported_expression` for all that is not known here.
    """
    try:
        tree = ast.parse(" ".join(_python_words(expression)), mode="eval")
        return _truth(_value(tree.body, variables))
    except (SyntaxError, ValueError, TypeError, *_TOO_DEEP) as error:
        raise ConfigurationError("unsupported_expression", f"{expression!r}: {error}") from error


def _python_words(expression: str) -> Iterator[str]:
    """Each token in Python's words. A string stands in brackets, so that two side by side are not one."""
    tokens = list(_tokens(expression))
    for place, (kind, text) in enumerate(tokens):
        if kind == "string":
            yield f"({text})"
        elif text == "not" and tokens[place + 1 : place + 2] == [("name", "in")]:
            yield text
        else:
            yield _IN_PYTHON.get(text, text)


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    place, end = 0, len(expression.rstrip())
    while place < end:
        match = _TOKEN.match(expression, place)
        if match is None:
            raise ValueError(f"{expression[place:].strip()[:20]!r} is not known to the local executor")
        kind = str(match.lastgroup)
        text = match[kind]
        if kind == "name" and keyword.iskeyword(text) and text not in _OPERATORS:
            raise ValueError(f"{text} is not known to the local executor")
        if kind == "string" and any(escape["unknown"] for escape in _ESCAPE.finditer(text)):
            raise ValueError(f"{text} holds an escape that is not known to the local executor")
        yield kind, text
        place = match.end()


def _value(node: ast.expr, variables: Mapping[str, str]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name(id=name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case ast.List():
            return [_value(item, variables) for item in node.elts]
        case ast.UnaryOp(op=ast.Invert()):
            return not _truth(_value(node.operand, variables))
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, variables)
        case ast.BoolOp(op=ast.And()):
            return all(_truth(_value(item, variables)) for item in node.values)
        case ast.BoolOp(op=ast.Or()):
            return any(_truth(_value(item, variables)) for item in node.values)
        case ast.Compare(ops=[operator], comparators=[right]) if type(operator) in _COMPARE:
            return _COMPARE[type(operator)](_value(node.left, variables), _value(right, variables))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](_value(argument, variables))
        case ast.Attribute(value=ast.Name(id=first)) if f"{first}.{node.attr}" in variables:
            return variables[f"{first}.{node.attr}"]
        case _:
            raise ValueError(f"{ast.unparse(node)} is not known to the local executor")


def _truth(value: Any) -> bool:
    """expr-lang takes nothing but a bool for one."""
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _equal(left: Any, right: Any) -> bool:
    """Python's 1 == True is none of expr-lang's."""
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _contains(entries: Any, wanted: Any) -> bool:
    if not isinstance(entries, list):
        raise ValueError(f"{entries!r} is no list")
    return any(_equal(entry, wanted) for entry in entries)
