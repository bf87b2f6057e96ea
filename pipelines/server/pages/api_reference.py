"""/api/docs: every endpoint on one page, made from the OpenAPI description, without script and without the internet.

An endpoint shows what it takes with its bounds, what it answers field by field, and lines to copy for this server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipelines.server.access.scopes import needed_scope
from pipelines.server.pages.api_lines import lines
from pipelines.server.pages.forms.schema_rows import Schema, limits_of, options_of, plain_kind, resolved
from pipelines.server.pages.page_templates import address_of, page
from pipelines.server.services import Serving
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


ENDLESS = ("/api/stream",)  # what a browser that opens it would wait for without end
DEEPEST = 1  # objects inside of an answer's own fields


class Given(Model):
    """A parameter, or a field of a body or an answer. `bounds`: what a value may be, and what it is unless given."""

    name: str
    place: str
    type: str
    required: bool
    text: str
    bounds: str = ""


class Endpoint(Model):
    """`scope`: what a token needs; null where none is asked for. `fields`: those of the answer; one of an object in it
    is `job.id`, of objects in a list `jobs[].id`. `lines`: to copy, by language. `look`: an address to open."""

    method: str
    path: str
    text: str
    scope: str | None
    given: list[Given]
    answers: list[str]
    fields: list[Given] = []
    lines: dict[str, str] = {}
    look: str | None = None


class Group(Model):
    title: str
    endpoints: list[Endpoint]


@router.get("/api/docs")
def docs(request: Request, services: Serving) -> HTMLResponse:
    url, token = address_of(request, services.control.public_url), services.control.needs_token
    return page("reference.html", groups=groups(request.app.openapi(), url, token=token))


def groups(description: Mapping[str, Any], url: str = "", *, token: bool = False) -> list[Group]:
    """The endpoints by subject. Endpoints of pages are not described, so they are not here."""
    found: dict[str, list[Endpoint]] = {title: [] for title in TITLES.values()}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            title = TITLES.get((operation.get("tags") or [""])[0])
            if title is not None:
                found[title].append(endpoint(method.upper(), path, operation, description, url, token))
    return [Group(title=title, endpoints=each) for title, each in found.items() if each]


def endpoint(
    method: str,
    path: str,
    operation: Mapping[str, Any],
    description: Mapping[str, Any],
    url: str,
    token: bool,
) -> Endpoint:
    known = description["components"]["schemas"]
    given = [*_parameters(operation, known), *_body(operation, known)]
    good = [answer for status, answer in operation.get("responses", {}).items() if status.startswith("2")]
    free = method == "GET" and not any(each.required for each in given) and path not in ENDLESS
    answers = [
        f"{status} {_type(_schema(answer))}".strip()
        for status, answer in operation.get("responses", {}).items()
        if status.startswith("2")
    ]
    return Endpoint(
        method=method,
        path=path,
        text=operation.get("description") or operation.get("summary", ""),
        scope=needed_scope(method, path),
        given=given,
        answers=answers,
        fields=list(_fields(_schema(good[0]), known)) if good else [],
        lines=lines(
            method, path, operation, known, url, token=token and needed_scope(method, path) is not None
        ),
        look=path if free else None,
    )


def _parameters(operation: Mapping[str, Any], known: Schema) -> Iterator[Given]:
    for parameter in operation.get("parameters", []):
        required, text = parameter.get("required", False), parameter.get("description")
        yield _given(parameter["name"], parameter["in"], required, parameter.get("schema", {}), known, text)


def _body(operation: Mapping[str, Any], known: Schema) -> Iterator[Given]:
    body = operation.get("requestBody", {})
    schema = _schema(body)
    choices = [schema, *schema.get("anyOf", [])]
    model = next((resolved(choice, known) for choice in choices if "$ref" in choice), None)
    if model is None:
        if schema:
            yield Given(name="body", place="body", type=_type(schema), required=True, text="")
        return
    for name, field in model.get("properties", {}).items():
        yield _given(name, "body", name in model.get("required", []), field, known)


def _given(
    name: str, place: str, required: bool, field: Schema, known: Schema, text: str | None = None
) -> Given:
    return Given(
        name=name,
        place=place,
        type=_type(field),
        required=required,
        text=text or field.get("description") or "",
        bounds=limits_of(field, options_of(field, known)),
    )


def _fields(schema: Mapping[str, Any], known: Schema, prefix: str = "", depth: int = 0) -> Iterator[Given]:
    """Of an answer, down to what its objects hold; deeper ones are named by their model."""
    for option in options_of(schema, known):
        if option.get("type") == "array":
            yield from _fields(option.get("items", {}), known, f"{prefix.removesuffix('.')}[].", depth)
        required = option.get("required", [])
        for name, field in option.get("properties", {}).items():
            yield _given(f"{prefix}{name}", "answer", name in required, field, known)
            if depth < DEEPEST:
                yield from _fields(field, known, f"{prefix}{name}.", depth + 1)


def _schema(holder: Mapping[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = holder.get("content") or {}
    first: dict[str, Any] = next(iter(content.values()), {})
    schema: dict[str, Any] = first.get("schema") or {}
    return schema


def _type(schema: Schema) -> str:
    """In a few words: `text`, `whole number`, `list of Event`, `one of`, whose choices stand among the bounds."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        parts = [_type(part) for part in schema["anyOf"] if part.get("type") != "null"]
        return " or ".join(dict.fromkeys(parts))
    if "enum" in schema:
        return "one of"
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return plain_kind(schema)
