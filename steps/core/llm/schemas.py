"""Strict JSON Schemas from wire models, and the rules such a schema must keep (OpenAI's structured outputs).

A wire model is what a language model fills in: closed objects of strings, numbers, booleans, enums, arrays
and unions, with every field required; what may be missing is `X | None`. Defaults, dicts, Decimal and length
limits on strings are not legal there; they belong to the domain model that a step makes of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from steps.core.errors import PermanentError

# https://platform.openai.com/docs/guides/structured-outputs, "Supported schemas", as of February 2026.
MAX_PROPERTIES = 5_000
MAX_DEPTH = 10
MAX_ENUM_VALUES = 1_000
MAX_NAME_CHARS = 120_000
FORMATS = frozenset({
    "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid",
})  # fmt: skip
_EVERYWHERE = frozenset({"type", "description", "title", "enum", "const", "anyOf", "$ref", "$defs"})
_BY_TYPE = {
    "object": frozenset({"properties", "required", "additionalProperties"}),
    "array": frozenset({"items", "minItems", "maxItems"}),
    "string": frozenset({"pattern", "format"}),
    "number": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}),
    "integer": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}),
    "boolean": frozenset[str](),
    "null": frozenset[str](),
}

Path = tuple[str | int, ...]
Fault = tuple[Path, str]


@lru_cache(maxsize=64)
def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The strict schema of a wire model. Errors: PermanentError `wire_model` naming each illegal place."""
    schema: dict[str, Any] = _closed(model.model_json_schema())
    faults = [f"{dotted(path)}: {reason}" for path, reason in lint(schema)]
    if faults:
        raise PermanentError("wire_model", f"{model.__name__} has no strict schema: {'; '.join(faults)}")
    return schema


def _closed(node: Any) -> Any:
    """Close objects, require all their properties, drop titles, and write `const` as an enum of one."""
    if isinstance(node, list):
        return [_closed(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    closed: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            closed[key] = {name: _closed(entry) for name, entry in value.items()}
        elif key == "const":
            closed["enum"] = [value]
        elif key in ("enum", "required"):
            closed[key] = value
        elif key != "title":
            closed[key] = _closed(value)
    if "$ref" in closed:
        reference = {"$ref": closed["$ref"]}  # strict mode allows nothing beside it
        if "description" in closed:
            return {"description": closed["description"], "anyOf": [reference]}
        return reference
    if closed.get("type") == "object" and "properties" in closed:
        closed.setdefault("additionalProperties", False)
        closed["required"] = list(closed["properties"])
    return closed


def dotted(path: Path) -> str:
    """A path for people: `$` is the root."""
    return ".".join(["$", *map(str, path)])


def lint(schema: Mapping[str, Any]) -> list[Fault]:
    """Every place where a schema breaks the rules of strict mode; empty for a legal one."""
    if schema.get("type") != "object":
        return [((), "schema must be a JSON Schema of 'type: \"object\"'; the root may be nothing else")]
    definitions = schema.get("$defs", {})
    faults = list(_node(schema, (), definitions))
    for name, definition in definitions.items():
        faults += _node(definition, ("$defs", name), definitions)
    if not faults:
        faults += _limits(schema, definitions)
    return faults


def _node(node: Any, path: Path, definitions: Mapping[str, Any]) -> Iterator[Fault]:
    if not isinstance(node, Mapping):
        yield path, "must be an object"
        return
    if "$ref" in node:
        target = node["$ref"]
        if target != "#" and str(target).removeprefix("#/$defs/") not in definitions:
            yield path, "'$ref' points nowhere"
        for key in node.keys() - {"$ref"}:
            yield path, f"'$ref' cannot have keyword '{key}' beside it"
        return
    types = node.get("type", [])
    types = [types] if isinstance(types, str) else types
    if not types and not node.keys() & {"anyOf", "enum", "const"}:
        yield path, "schema must have a 'type' key"
    allowed = _EVERYWHERE
    for kind in types:
        if kind not in _BY_TYPE:
            yield path, f"'{kind}' is no type"
        allowed |= _BY_TYPE.get(kind, frozenset())
    for key in sorted(node.keys() - allowed):
        yield path, f"'{key}' is not permitted"
    if "$defs" in node and path:
        yield path, "'$defs' is permitted at the root only"
    if "format" in node and node["format"] not in FORMATS:
        yield path, f"'format' of '{node['format']}' is not permitted"
    if "object" in types:
        yield from _object(node, path, definitions)
    if "array" in types:
        yield from _node(node.get("items"), (*path, "items"), definitions)
    for place, option in enumerate(node.get("anyOf", [])):
        yield from _node(option, (*path, "anyOf", place), definitions)


def _object(node: Mapping[str, Any], path: Path, definitions: Mapping[str, Any]) -> Iterator[Fault]:
    if node.get("additionalProperties") is not False:
        yield path, "'additionalProperties' is required to be supplied and to be false"
    properties = node.get("properties", {})
    if not isinstance(properties, Mapping):
        yield path, "'properties' must be an object"
        return
    missing = sorted(properties.keys() ^ set(node.get("required", [])))
    if missing:
        yield path, f"'required' must name every key in properties and no other; it differs in '{missing[0]}'"
    for name, child in properties.items():
        yield from _node(child, (*path, "properties", name), definitions)


def _limits(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[Fault]:
    properties, enums, chars = 0, 0, sum(map(len, definitions))
    nodes: list[Any] = [schema, *definitions.values()]
    while nodes:
        node = nodes.pop()
        names = node.get("properties", {})
        values = [*node.get("enum", []), *([node["const"]] if "const" in node else [])]
        properties += len(names)
        enums += len(values)
        chars += sum(map(len, names)) + sum(len(str(value)) for value in values)
        nodes += [*names.values(), *node.get("anyOf", []), *([node["items"]] if "items" in node else [])]
    depth = _depth(schema, definitions, ())
    for found, limit, what in (
        (properties, MAX_PROPERTIES, "object properties"),
        (enums, MAX_ENUM_VALUES, "enum values"),
        (chars, MAX_NAME_CHARS, "characters of names and enum values"),
        (depth, MAX_DEPTH, "levels of nesting"),
    ):
        if found > limit:
            yield (), f"has {found} {what}; the limit is {limit}"


def _depth(node: Mapping[str, Any], definitions: Mapping[str, Any], seen: tuple[str, ...]) -> int:
    """Levels of objects and arrays, the root included; a recursive schema counts its first round."""
    if "$ref" in node:
        name = str(node["$ref"]).removeprefix("#/$defs/")
        return 0 if name in seen or name == "#" else _depth(definitions[name], definitions, (*seen, name))
    children = [*node.get("properties", {}).values(), *node.get("anyOf", [])]
    children += [node["items"]] if "items" in node else []
    deepest = max((_depth(child, definitions, seen) for child in children), default=0)
    return deepest + (1 if node.get("properties") or "items" in node else 0)
