"""A form for an event, made from its JSON Schema; what was typed becomes the event's data and back. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipelines.server.pages.forms.schema_rows import Schema, limits_of, options_of
from steps.core.json_reading import JsonFault, read_json

Kind = Literal["long", "line", "number", "date", "choice", "yes_no", "document", "json"]
LONG = 1_000  # characters; a field that may hold more gets more than one line


@dataclass(frozen=True)
class FormField:
    name: str
    kind: Kind
    label: str
    required: bool
    description: str
    limits: str
    choices: tuple[str, ...] = ()
    placeholder: str = ""
    default: str = ""


def form_fields(schema: Schema) -> list[FormField]:
    required = schema.get("required", [])
    return [
        _field(name, spec, options_of(spec, schema.get("$defs", {})), name in required)
        for name, spec in schema.get("properties", {}).items()
    ]


def _field(name: str, spec: Schema, options: list[Schema], required: bool) -> FormField:
    option = options[0] if len(options) == 1 else {}
    choices = option.get("enum") or ([option["const"]] if "const" in option else [])
    default = spec.get("default")
    return FormField(
        name=name,
        kind="choice" if choices else _kind(option),
        label=name.replace("_", " ").capitalize(),
        required=required,
        description=spec.get("description", ""),
        limits=limits_of({}, [part for part in options if "enum" not in part and "const" not in part]),
        choices=tuple(str(choice) for choice in choices),
        placeholder=str((spec.get("examples") or [""])[0]),
        default="" if default is None else json.dumps(default) if not isinstance(default, str) else default,
    )


def _kind(option: Schema) -> Kind:
    match option.get("type"):
        case "string" if option.get("format") == "date":
            return "date"
        case "string":
            return "long" if option.get("maxLength", 0) > LONG else "line"
        case "integer" | "number":
            return "number"
        case "boolean":
            return "yes_no"
        case "object" if "uri" in option.get("properties", {}):
            return "document"
    return "json"


def values_of(fields: Iterable[FormField], data: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the form's controls for this data."""
    return {
        field.name: _shown(field, data[field.name]) for field in fields if data.get(field.name) is not None
    }


def _shown(field: FormField, value: Any) -> str:
    if isinstance(value, str) and field.kind not in ("json", "document"):
        return value
    return json.dumps(value, ensure_ascii=False, indent=2 if field.kind == "json" else None)


def data_of(fields: Iterable[FormField], values: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The event's data, and faults as `field: sentence`. What is left empty, or as it is anyway, is left out."""
    data: dict[str, Any] = {}
    faults = []
    for field in fields:
        text = values.get(field.name, "").replace("\r\n", "\n")
        if field.kind == "yes_no":
            text = text or "false"
        if not text.strip() or (text == field.default and not field.required):
            continue
        if field.kind in ("long", "line", "date", "choice"):
            data[field.name] = text
            continue
        try:
            data[field.name] = read_json(text)
        except JsonFault as fault:
            what = "must be a number" if field.kind == "number" else fault.sentence
            faults.append(f"{'.'.join(filter(None, [field.name, fault.field]))}: {what}")
    return data, faults


def faults_by_field(fields: Iterable[FormField], faults: Iterable[str]) -> dict[str, list[str]]:
    """Each fault with the controls it is about; under the empty name those about none of them."""
    names = {field.name for field in fields}
    found: dict[str, list[str]] = {}
    for fault in faults:
        path, _, sentence = fault.partition(": ")
        about = {part.strip().partition(".")[0] for part in path.split(",")} & names
        for name in sorted(about) or [""]:
            deep = "." in path and "," not in path
            found.setdefault(name, []).append(fault if deep or not sentence or not about else sentence)
    return found
