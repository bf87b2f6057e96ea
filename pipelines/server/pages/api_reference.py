"""/api/docs: every endpoint on one page, made from the OpenAPI description, without script and without the internet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipelines.server.access.scopes import needed_scope
from pipelines.server.pages.forms.schema_rows import plain_kind
from pipelines.server.pages.page_templates import page
from steps.core.models import Model

router = APIRouter(include_in_schema=False)
TITLES = {
    "events": "Events",
    "jobs": "Jobs",
    "schedules": "Schedules",
    "operations": "Many jobs at once",
    "documents": "Documents",
    "limits": "Limits",
    "audit": "Audit",
    "pipelines": "Pipelines",
    "live": "Live updates",
    "hooks": "Webhooks of other systems",
    "health": "Health and metrics",
}


class Given(Model):
    """A parameter, or a field of a body."""

    name: str
    place: str
    type: str
    required: bool
    text: str


class Endpoint(Model):
    """`scope`: what a token needs; null where none is asked for."""

    method: str
    path: str
    text: str
    scope: str | None
    given: list[Given]
    answers: list[str]


class Group(Model):
    title: str
    endpoints: list[Endpoint]


@router.get("/api/docs")
def docs(request: Request) -> HTMLResponse:
    return page("reference.html", groups=groups(request.app.openapi()))


def groups(description: Mapping[str, Any]) -> list[Group]:
    """The endpoints by subject. Endpoints of pages are not described, so they are not here."""
    found: dict[str, list[Endpoint]] = {title: [] for title in TITLES.values()}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            title = TITLES.get((operation.get("tags") or [""])[0])
            if title is not None:
                found[title].append(endpoint(method.upper(), path, operation, description))
    return [Group(title=title, endpoints=each) for title, each in found.items() if each]


def endpoint(
    method: str, path: str, operation: Mapping[str, Any], description: Mapping[str, Any]
) -> Endpoint:
    answers = [
        f"{status} {_type(_schema(answer), description)}".strip()
        for status, answer in operation.get("responses", {}).items()
        if status.startswith("2")
    ]
    return Endpoint(
        method=method,
        path=path,
        text=operation.get("description") or operation.get("summary", ""),
        scope=needed_scope(method, path),
        given=[*_parameters(operation, description), *_body(operation, description)],
        answers=answers,
    )


def _parameters(operation: Mapping[str, Any], description: Mapping[str, Any]) -> Iterator[Given]:
    for parameter in operation.get("parameters", []):
        schema = parameter.get("schema", {})
        yield Given(
            name=parameter["name"],
            place=parameter["in"],
            type=_type(schema, description),
            required=parameter.get("required", False),
            text=parameter.get("description") or schema.get("description") or "",
        )


def _body(operation: Mapping[str, Any], description: Mapping[str, Any]) -> Iterator[Given]:
    body = operation.get("requestBody", {})
    schema = _schema(body)
    choices = [schema, *schema.get("anyOf", [])]
    model = next((_model(choice, description) for choice in choices if "$ref" in choice), None)
    if model is None:
        if schema:
            yield Given(name="body", place="body", type=_type(schema, description), required=True, text="")
        return
    for name, field in model.get("properties", {}).items():
        yield Given(
            name=name,
            place="body",
            type=_type(field, description),
            required=name in model.get("required", []),
            text=field.get("description", ""),
        )


def _schema(holder: Mapping[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = holder.get("content") or {}
    first: dict[str, Any] = next(iter(content.values()), {})
    schema: dict[str, Any] = first.get("schema") or {}
    return schema


def _model(schema: Mapping[str, Any], description: Mapping[str, Any]) -> dict[str, Any]:
    name = schema["$ref"].rpartition("/")[2]
    found: dict[str, Any] = description.get("components", {}).get("schemas", {}).get(name, {})
    return found


def _type(schema: Mapping[str, Any], description: Mapping[str, Any]) -> str:
    """In a few words: `text`, `whole number`, `list of Event`, `one of send, read`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        parts = [_type(part, description) for part in schema["anyOf"] if part.get("type") != "null"]
        return " or ".join(dict.fromkeys(parts))
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}), description)}"
    return plain_kind(schema)
