"""The page of one pipeline: its event, its result, its steps with their limits, and how to send its sample."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pipelines.commands.documentation.blocks import WRITTEN, code, table
from pipelines.core.pipeline import Pipeline
from pipelines.core.rendered.graph import GraphStep, graphs
from pipelines.core.rendering import result
from pipelines.operations.samples import SAMPLES
from pipelines.server.pages.forms.schema_rows import Schema, resolved, schema_rows

LONG = 300  # characters of a sample's text that are shown
ENVELOPE = """\
The fields below are inside an envelope that
all results share: `engine` and `quality_note` (who answered), `source`, `usage`, `checks`, `warnings`, `artifacts`.
A passage as `evidence` has its `quote` and the characters `start` to `end` in the source, with `page` or `turn` where
there are any."""
PASSAGE = re.compile(r"\bevidence(\[\])?\.")  # what is inside one, told once
FIELDS = ("field", "type", "required", "limits", "meaning")


def pipeline_page(pipeline: Pipeline) -> str:
    graph = graphs()[pipeline.name]
    parts = [
        f"{WRITTEN}\n# {pipeline.name}\n\n{pipeline.description}",
        f"A job may take {_time(pipeline.budget)} in all, retries included (`budget` in `pipelines/__init__.py`).",
        f"## Event\n{pipeline.event.__doc__}\n\nName: `{pipeline.event_name}`. "
        f"JSON Schema: `k8s/schemas/events/{pipeline.name}.json`.\n\n"
        f"{_fields(pipeline.event.model_json_schema())}",
        *_result(pipeline),
        f"## Steps\n{table(('step', 'after', 'one attempt may take', 'attempts'), map(_step, graph.steps))}\n\n"
        f"The graph: `pipelines/{pipeline.name.replace('-', '_')}.py`. Rendered: `k8s/workflows/{pipeline.name}.yaml`.",
        *_sample(pipeline),
    ]
    return "\n\n".join(parts) + "\n"


def _fields(schema: Schema) -> str:
    rows = [
        (code(row.path), row.kind, "yes" if row.required else "", row.limits, row.description)
        for row in schema_rows(schema)
    ]
    return table(FIELDS, rows)


def _result(pipeline: Pipeline) -> Iterator[str]:
    model = result(pipeline)
    if model is None:
        return
    schema = model.model_json_schema(mode="serialization")
    fields = {**resolved(schema["properties"]["result"], schema["$defs"]), "$defs": schema["$defs"]}
    rows = [
        (code(row.path), row.kind, row.limits, row.description or _about(row.path, fields))
        for row in schema_rows(fields)
        if not PASSAGE.search(row.path)
    ]
    yield (
        f"## Result\nJSON Schema: `k8s/schemas/results/{pipeline.name}.json`. {ENVELOPE}\n\n"
        f"{table(('field of `result`', 'type', 'limits', 'meaning'), rows)}"
    )


def _about(path: str, schema: Schema) -> str:
    """What the docstring of the model says that stands at this path, in its first sentence; empty where none stands."""
    known, inner = schema["$defs"], schema
    for name in path.replace("[]", "").split("."):
        field = inner.get("properties", {}).get(name, {})
        options = [resolved(option, known) for option in field.get("anyOf", [field])]
        options = [resolved(option.get("items", option), known) for option in options]
        inner = next((option for option in options if "properties" in option), {})
    return str(inner.get("description", "")).partition("\n\n")[0].replace("\n", " ")


def _step(step: GraphStep) -> tuple[str, str, str, str]:
    attempts = "looks again until the provider is done" if step.polls else str(step.retries + 1)
    after = "however the others end" if step.on_exit else ", ".join(map(code, step.after))
    return code(step.name), after, _time(step.seconds) if step.seconds else "", attempts


def _sample(pipeline: Pipeline) -> Iterator[str]:
    path = SAMPLES / f"{pipeline.name}.json"
    if not path.is_file():
        return
    data = json.loads(path.read_text(encoding="utf-8"))
    shown = json.dumps(_shortened(data), indent=2, ensure_ascii=False)
    documents = [
        f"pipelines/samples/{file.name}"
        for file in sorted(SAMPLES.glob(f"{pipeline.name}.*"))
        if file.suffix != ".json"
    ]
    command = f".venv/bin/bgjobs send {pipeline.name} --sample --wait"
    beside = f", with {', '.join(map(code, documents))}" if documents else ""
    yield f"## Sample\n`pipelines/samples/{path.name}`{beside}:\n\n```json\n{shown}\n```\n\nSend it:\n\n    {command}"


def _shortened(data: object) -> object:
    if isinstance(data, dict):
        return {name: _shortened(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_shortened(value) for value in data[:3]]
    return data[:LONG] + "…" if isinstance(data, str) and len(data) > LONG else data


def _time(seconds: int) -> str:
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
