"""What the OpenAPI description lacks where a body is read by hand, and the shape of every error."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from pipelines.operations.schedules.definition import Definition
from pipelines.server.api.intake import Event
from steps.core.models import Closed

REF = "#/components/schemas/{model}"
PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "What is wrong, by field where a field is",
        "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="ProblemDocument")}}},
    }
}


class FieldError(Closed):
    field: str
    message: str


class ProblemDocument(Closed):
    """An error as RFC 9457 has it, with our own stable `code`."""

    type: str
    title: str
    status: int
    code: str = Field(description="For programs; it stays the same while sentences may change")
    detail: str
    errors: list[FieldError] = Field(
        default=[], description="Each fault by field; in a list as `<place>.<field>`"
    )


def operation_id(route: APIRoute) -> str:
    """The name of the route's function, such as `list_jobs`, which generated clients take for their methods."""
    return route.name


def complete(app: FastAPI) -> None:
    """Add the models that no endpoint names in its signature."""
    made = app.openapi

    def described() -> dict[str, Any]:
        description = made()
        schemas = description["components"]["schemas"]
        models: list[type[BaseModel]] = [Event, Definition, ProblemDocument]
        for model in models:
            schema = model.model_json_schema(ref_template=REF)
            schemas |= schema.pop("$defs", {})
            schemas[model.__name__] = schema
        return description

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI's own documentation does it
