"""Retry expressions: the part of Argo's expr-lang that compares what is known of the last attempt.

Read by Python's own parser after the three operators that differ are put in Python's words, and evaluated over a
closed list of node types: an expression can compare and nothing else.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any

from steps.core.errors import ConfigurationError

_WORDS = [(re.compile(r"&&"), " and "), (re.compile(r"\|\|"), " or "), (re.compile(r"!(?!=)"), " not ")]
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "asInt": int,
    "asFloat": float,
    "string": str,
    "int": int,
    "float": float,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


def evaluate(expression: str, variables: Mapping[str, str]) -> bool:
    """The expression's truth; variables are strings as in Argo, such as `lastRetry.exitCode`."""
    text = expression
    for pattern, word in _WORDS:
        text = pattern.sub(word, text)
    try:
        return bool(_value(ast.parse(text.strip(), mode="eval").body, variables))
    except (SyntaxError, ValueError, TypeError) as error:
        raise ConfigurationError("unsupported_expression", f"{expression!r}: {error}") from error


def _value(node: ast.expr, variables: Mapping[str, str]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.List():
            return [_value(item, variables) for item in node.elts]
        case ast.UnaryOp(op=ast.Not()):
            return not _value(node.operand, variables)
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, variables)
        case ast.BoolOp(op=ast.And()):
            return all(_value(item, variables) for item in node.values)
        case ast.BoolOp(op=ast.Or()):
            return any(_value(item, variables) for item in node.values)
        case ast.Compare(ops=[operator], comparators=[right]) if type(operator) in _COMPARE:
            return _COMPARE[type(operator)](_value(node.left, variables), _value(right, variables))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](_value(argument, variables))
        case ast.Attribute(value=ast.Name(id=first)) if f"{first}.{node.attr}" in variables:
            return variables[f"{first}.{node.attr}"]
        case _:
            raise ValueError(f"{ast.unparse(node)} is not known to the local executor")
