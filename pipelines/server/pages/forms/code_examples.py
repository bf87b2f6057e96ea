"""How to send the event from a shell, from SQL and from Python: copied from the page, each runs as it stands. Pure."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pprint import pformat
from typing import Any

from pipelines.server.api.pipeline_routes import PipelineInfo
from pipelines.server.pages.forms.schema_rows import Schema, options_of

LONG = 300  # characters of a sample's text that are shown; the first sentences are as good as all
SENTENCE = re.compile(r"[.!?\n] ?")


@dataclass(frozen=True)
class CodeExample:
    name: str
    code: str


def code_examples(pipeline: PipelineInfo, sample: Mapping[str, Any], url: str) -> list[CodeExample]:
    """With the data of the pipeline's sample, or where it has none with what its event needs. `url`: of this server."""
    data = {name: _short(value) for name, value in sample.items()} or minimal(pipeline.event_schema)
    event = json.dumps({"name": pipeline.event, "data": data}, ensure_ascii=False)
    written = json.dumps(data, ensure_ascii=False).replace("'", "''")
    model = pipeline.event_schema["title"]
    literal = pformat(data, width=88, sort_dicts=False)
    return [
        CodeExample("bgjobs", f"bgjobs send {pipeline.name} --sample --wait"),
        CodeExample("curl", f"curl {shlex.quote(f'{url}/api/events')} --json {shlex.quote(event)}"),
        CodeExample(
            "Python",
            "# In your own transaction. On this machine: export DATABASE_URL=$(bgjobs url)\n"
            "import os\n\nimport psycopg\n\n"
            f"from steps.core.events import {model}\nfrom steps.core.postgres.enqueue import enqueue\n\n"
            f"event = {model}.model_validate({literal})\n"
            'with psycopg.connect(os.environ["DATABASE_URL"]) as connection:\n'
            "    print(enqueue(connection, event))",
        ),
        CodeExample(
            "SQL",
            f"-- In your own transaction; the same key again gives the first job.\n"
            f"select jobs.enqueue('{pipeline.name}', '{written}', '{pipeline.name}-1');",
        ),
    ]


def _short(value: Any) -> Any:
    """A long text's first sentences."""
    if not isinstance(value, str) or len(value) <= LONG:
        return value
    ends = [found.end() for found in SENTENCE.finditer(value, 0, LONG)]
    return value[: ends[-1] if ends else LONG].rstrip()


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
