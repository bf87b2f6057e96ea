"""An event's JSON Schema as a table for people: every field with its kind, limits and meaning. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
}
_FORMATS = {"date": "date", "date-time": "time", "uuid": "UUID", "binary": "bytes"}


@dataclass(frozen=True)
class SchemaRow:
    """`path` is dotted; `depth` is how far the row stands in."""

    path: str
    kind: str
    required: bool
    description: str
    limits: str
    depth: int = 0


def schema_rows(schema: Schema) -> list[SchemaRow]:
    return list(_rows(schema, schema.get("$defs", {}), "", 0))


def _rows(schema: Schema, known: Schema, prefix: str, depth: int) -> Iterator[SchemaRow]:
    required = schema.get("required", [])
    for name, field in schema.get("properties", {}).items():
        options = options_of(field, known)
        yield SchemaRow(
            path=f"{prefix}{name}",
            kind=" or ".join(dict.fromkeys(kind_of(option, known) for option in options)),
            required=name in required,
            description=field.get("description", ""),
            limits=limits_of(field, options),
            depth=depth,
        )
        for option in options:
            inner = resolved(option.get("items", {}), known) if option.get("type") == "array" else option
            if "properties" in inner:
                mark = "[]." if option.get("type") == "array" else "."
                yield from _rows(inner, known, f"{prefix}{name}{mark}", depth + 1)


def resolved(schema: Schema, known: Schema) -> Schema:
    reference = schema.get("$ref")
    return known[reference.rpartition("/")[2]] if reference else schema


def options_of(field: Schema, known: Schema) -> list[Schema]:
    """What the field may be, apart from null."""
    options = [resolved(option, known) for option in field.get("anyOf", [field])]
    return [option for option in options if option.get("type") != "null"]


def kind_of(option: Schema, known: Schema) -> str:
    if "const" in option or "enum" in option:
        return "one of"
    if option.get("type") == "array":
        inner = options_of(option.get("items", {}), known)
        return "list of " + (kind_of(inner[0], known) + "s" if inner else "anything")
    if "uri" in option.get("properties", {}):
        return "document"
    return plain_kind(option) or "any"


def plain_kind(schema: Schema) -> str:
    """In a word or two what a value is, by its format or its type: `time`, `whole number`; empty for anything else."""
    return _FORMATS.get(schema.get("format", ""), _KINDS.get(schema.get("type", ""), ""))


def limits_of(field: Schema, options: list[Schema]) -> str:
    found = []
    for option in options:
        choices = option.get("enum") or ([option["const"]] if "const" in option else [])
        found.append(", ".join(str(choice) for choice in choices))
        found.append(_range(option, "minLength", "maxLength", " characters"))
        found.append(_range(option, "minItems", "maxItems", " entries"))
        found.append(_range(option, "minimum", "maximum", ""))
        if "pattern" in option:
            found.append(f"pattern {option['pattern']}")
    if field.get("default") is not None:
        default = field["default"]
        found.append(f"default {str(default).lower() if isinstance(default, bool) else default}")
    return "; ".join(dict.fromkeys(text for text in found if text))


def _range(option: Schema, low: str, high: str, unit: str) -> str:
    least, most = option.get(low), option.get(high)
    if unit and least == 1:
        least = None  # that something must be there goes without saying
    if most is not None:
        return f"at most {most:,}{unit}" if least is None else f"{least:,} to {most:,}{unit}"
    return "" if least is None else f"at least {least:,}{unit}"
