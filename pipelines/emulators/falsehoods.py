"""Make a true answer wrong on purpose, to see the checks behind it work; its form stays valid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from jsonschema import Draft202012Validator

Change = Callable[[str, Any, Mapping[str, Any]], Any]
_AMOUNTS = ("total", "gross", "amount")


def rewrite(value: Any, schema: Mapping[str, Any], change: Change) -> Any:
    """The value with `change(key, value, its schema)` applied throughout; entries of a list have its key."""
    return _rewrite("", value, schema, schema, change)


def _rewrite(key: str, value: Any, node: Mapping[str, Any], root: Mapping[str, Any], change: Change) -> Any:
    node = _resolved(value, node, root)
    value = change(key, value, node)
    if isinstance(value, dict):
        children = node.get("properties", {})
        return {name: _rewrite(name, child, children[name], root, change) for name, child in value.items()}
    if isinstance(value, list):
        return [_rewrite(key, entry, node["items"], root, change) for entry in value]
    return value


def _resolved(value: Any, node: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """The plain schema that describes this value: references followed, the right option of a union taken."""
    while True:
        if "$ref" in node:
            node = root if node["$ref"] == "#" else root["$defs"][node["$ref"].removeprefix("#/$defs/")]
        elif "anyOf" in node:
            definitions = root.get("$defs", {})
            node = next(
                option
                for option in node["anyOf"]
                if Draft202012Validator({**option, "$defs": definitions}).is_valid(value)
            )
        else:
            return node


def invented_quotes(value: Any, schema: Mapping[str, Any], first: int | None) -> Any:
    """Every quote (or the `first` so many) says something that is not in the source."""
    left = [len(str(value)) if first is None else first]

    def change(key: str, value: Any, node: Mapping[str, Any]) -> Any:
        if "quote" not in key.lower() or not isinstance(value, str) or left[0] == 0:
            return value
        left[0] -= 1
        return f"{' '.join(reversed(value.split()))} and nobody ever said so"

    return rewrite(value, schema, change)


def wrong_sums(value: Any, schema: Mapping[str, Any]) -> Any:
    """Every total, gross or amount is one too high."""

    def change(key: str, value: Any, node: Mapping[str, Any]) -> Any:
        if not any(name in key.lower() for name in _AMOUNTS) or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return value + 1
        try:
            return str(Decimal(value) + 1) if isinstance(value, str) else value
        except InvalidOperation:
            return value

    return rewrite(value, schema, change)


def in_chinese(value: Any, schema: Mapping[str, Any]) -> Any:
    """Every free text is Chinese; enums and patterned strings stay."""

    def change(key: str, value: Any, node: Mapping[str, Any]) -> Any:
        free = isinstance(value, str) and not node.keys() & {"enum", "const", "pattern", "format"}
        return "这是用中文写的回答，原文里没有这句话。" if free else value

    return rewrite(value, schema, change)


def empty_lists(value: Any, schema: Mapping[str, Any]) -> Any:
    """Every list is as short as its schema allows."""

    def change(key: str, value: Any, node: Mapping[str, Any]) -> Any:
        return value[: node.get("minItems", 0)] if isinstance(value, list) else value

    return rewrite(value, schema, change)
