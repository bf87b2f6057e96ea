"""How to send the event from a shell, from SQL and from Python: to be copied from the page. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pipelines.server.api.pipeline_routes import PipelineInfo
from pipelines.server.pages.forms.schema_rows import Schema, options_of

LOCAL = "http://127.0.0.1:8288"


@dataclass(frozen=True)
class CodeExample:
    name: str
    code: str


def code_examples(pipeline: PipelineInfo, url: str | None) -> list[CodeExample]:
    data = minimal(pipeline.event_schema)
    event = json.dumps({"name": pipeline.event, "data": data}, ensure_ascii=False)
    written = json.dumps(data, ensure_ascii=False).replace("'", "''")
    model = pipeline.event_schema["title"]
    fields = ", ".join(f"{name}=…" for name in data)
    return [
        CodeExample("curl", f"curl {url or LOCAL}/api/events --json '{event}'"),
        CodeExample("SQL", f"select jobs.enqueue('{pipeline.name}', '{written}', 'your-own-key-1');"),
        CodeExample(
            "Python",
            f"with psycopg.connect(DATABASE_URL) as connection:\n    enqueue(connection, {model}({fields}))",
        ),
        CodeExample("bgjobs", f"bgjobs send {pipeline.name} --data event.json --wait"),
    ]


def minimal(schema: Schema) -> dict[str, Any]:
    """The smallest data that shows what is needed: required fields, or the first of those of which one is."""
    known = schema.get("$defs", {})
    fields = schema.get("properties", {})
    names = schema.get("required") or list(fields)[:1]
    return {name: _instance(options_of(fields[name], known), known) for name in names}


def _instance(options: list[Schema], known: Schema) -> Any:
    option = options[0] if options else {}
    if "enum" in option:
        return option["enum"][0]
    match option.get("type"):
        case "array":
            return [_instance(options_of(option.get("items", {}), known), known)]
        case "object":
            return {name: _instance(options_of(option["properties"][name], known), known)
                    for name in option.get("required", [])}  # fmt: skip
        case "integer" | "number":
            return 1
        case "boolean":
            return True
    return "…"
