"""Everything a caller may send is described, bounded and closed, in the schema that we publish."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipelines import PIPELINES
from pipelines.core.pipeline import Pipeline

pytestmark = pytest.mark.parametrize("pipeline", PIPELINES, ids=lambda pipeline: pipeline.name)


@pytest.fixture
def schema(pipeline: Pipeline, rendered: dict[str, str]) -> dict[str, Any]:
    return dict(json.loads(rendered[f"schemas/events/{pipeline.name}.json"]))


def objects(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield schema["title"], schema
    yield from schema.get("$defs", {}).items()


def types(field: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from field.get("anyOf", [field])


def test_the_schema_is_a_schema_and_names_its_event(pipeline: Pipeline, schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == schema["title"] == pipeline.event_name


def test_every_object_is_closed_and_described(schema: dict[str, Any]) -> None:
    for name, part in objects(schema):
        assert part["additionalProperties"] is False, name
        assert part["description"], name


def test_every_field_is_described(schema: dict[str, Any]) -> None:
    for name, part in objects(schema):
        for field, described in part["properties"].items():
            assert described.get("description"), f"{name}.{field}"


def test_every_list_and_every_text_has_a_limit(schema: dict[str, Any]) -> None:
    bounded = {"enum", "const", "pattern", "format", "maxLength"}
    numeric = {"type": "number"}  # a decimal may also come as text; the model limits its digits
    for name, part in objects(schema):
        for field, described in part["properties"].items():
            for kind in types(described):
                if kind.get("type") == "array":
                    assert "maxItems" in kind, f"{name}.{field}"
                if kind.get("type") == "string" and numeric not in types(described):
                    assert bounded & kind.keys(), f"{name}.{field}"


def test_the_schema_refuses_what_the_model_does_not_know(schema: dict[str, Any]) -> None:
    faults = [fault.message for fault in Draft202012Validator(schema).iter_errors({"stranger": 1})]
    assert any("stranger" in fault for fault in faults)
