"""Lines that call an endpoint of the API from a shell and from Python, with an example for all that it needs. Pure."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pprint import pformat
from typing import Any

from pipelines.server.pages.forms.schema_rows import Schema, options_of

JSON, FILE = "application/json", "application/octet-stream"
TOKEN = "JOBS_TOKEN"  # noqa: S105  a variable's name


def lines(
    method: str, path: str, operation: Mapping[str, Any], known: Schema, url: str, *, token: bool
) -> dict[str, str]:
    """`token`: a token is asked for; it stands in a variable, never in the line."""
    needed = [each for each in operation.get("parameters", []) if each.get("required")]
    for each in needed:
        if each["in"] == "path":
            path = path.replace(
                f"{{{each['name']}}}", str(example(each.get("schema", {}), known, each["name"]))
            )
    asked = {
        each["name"]: example(each.get("schema", {}), known, each["name"])
        for each in needed if each["in"] == "query"
    }  # fmt: skip
    question = "&".join(f"{name}={value}" for name, value in asked.items())
    address = f"{url}{path}?{question}" if question else f"{url}{path}"
    content = operation.get("requestBody", {}).get("content", {})
    body = example(content[JSON].get("schema", {}), known) if JSON in content else None
    return {
        "curl": _curl(method, address, body, token=token, file=FILE in content),
        "Python": _python(method, address, body, token=token, file=FILE in content),
    }


def _curl(method: str, address: str, body: Any, *, token: bool, file: bool) -> str:
    words = ["curl", shlex.quote(address)]
    if method not in ("GET", "POST") or (method == "POST" and body is None and not file):
        words += ["-X", method]
    if token:
        words += [f'-H "Authorization: Bearer ${TOKEN}"']
    if body is not None:
        words += ["--json", shlex.quote(json.dumps(body, ensure_ascii=False))]
    return " ".join([*words, "--data-binary @FILE"] if file else words)


def _python(method: str, address: str, body: Any, *, token: bool, file: bool) -> str:
    arguments = [repr(address)]
    if token:
        arguments.append(f"headers={{'Authorization': 'Bearer ' + os.environ['{TOKEN}']}}")
    if body is not None:
        arguments.append(f"json={pformat(body, width=100, sort_dicts=False)}")
    if file:
        arguments.append("content=open('FILE', 'rb').read()")
    call = f"httpx.{method.lower()}({', '.join(arguments)})"
    return f"import {'os, ' if token else ''}httpx\n\nanswer = {call}\nprint(answer.status_code, answer.text)"


def example(schema: Mapping[str, Any], known: Schema, name: str = "", depth: int = 0) -> Any:
    """A value that the schema allows: its own example, or the plainest; of an object what it must have."""
    if schema.get("examples"):
        return schema["examples"][0]
    option = next(iter(options_of(schema, known)), {})
    if option.get("examples"):
        return option["examples"][0]
    if choices := option.get("enum") or ([option["const"]] if "const" in option else []):
        return choices[0]
    match option.get("type"):
        case "object":
            fields, needed = option.get("properties", {}), option.get("required", [])
            return {each: example(fields[each], known, each, depth + 1) for each in needed if each in fields}
        case "array":
            return [example(option.get("items", {}), known, name, depth + 1)] if depth < 5 else []
        case "integer" | "number":
            least = option.get("minimum", 1)
            return int(least) if option["type"] == "integer" else least
        case "boolean":
            return True
    return EXAMPLES.get(option.get("format", ""), name.upper() or "…")


EXAMPLES = {
    "date-time": "2026-01-31T09:30:00Z",
    "date": "2026-01-31",
    "uuid": "0199f3a1-c4d2-7000-8000-00000000ef07",
}
