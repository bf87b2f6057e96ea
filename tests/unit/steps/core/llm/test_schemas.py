"""Strict schemas: what a wire model may say, and how a mistake in one is named."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from steps.core.errors import PermanentError
from steps.core.llm.schemas import dotted, lint, strict_schema


class Tone(StrEnum):
    WARM = "warm"
    COLD = "cold"


class Quote(BaseModel):
    words: Annotated[str, Field(description="Verbatim")]


class Good(BaseModel):
    """A wire model that uses everything that is legal."""

    kind: Literal["letter"]
    tone: Tone | None
    date: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    score: Annotated[float, Field(ge=0, le=1)]
    best: Annotated[Quote, Field(description="The strongest one")]
    quotes: Annotated[list[Quote], Field(min_length=1, max_length=5)]


def wrong(model: type[BaseModel]) -> str:
    with pytest.raises(PermanentError) as caught:
        strict_schema(model)
    assert caught.value.code == "wire_model"
    return caught.value.message


def closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def test_a_wire_model_becomes_a_closed_schema_with_all_fields_required() -> None:
    schema = strict_schema(Good)
    assert lint(schema) == []
    assert schema["required"] == ["kind", "tone", "date", "score", "best", "quotes"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Quote"]["additionalProperties"] is False
    assert schema["properties"]["kind"] == {"type": "string", "enum": ["letter"]}
    assert "title" not in schema


def test_a_description_beside_a_reference_is_kept_in_a_legal_form() -> None:
    best = strict_schema(Good)["properties"]["best"]
    assert best == {"description": "The strongest one", "anyOf": [{"$ref": "#/$defs/Quote"}]}


class Default(BaseModel):
    level: int = 3


class Open(BaseModel):
    counts: dict[str, int]


class Length(BaseModel):
    name: Annotated[str, Field(min_length=1)]


class Pair(BaseModel):
    span: tuple[int, int]


class Tagged(BaseModel):
    item: Annotated[Default | Length, Field(discriminator=None)]


class Free(BaseModel):
    anything: Any


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (Default, "$.properties.level: 'default' is not permitted"),
        (Open, "$.properties.counts: 'additionalProperties' is required to be supplied and to be false"),
        (Length, "$.properties.name: 'minLength' is not permitted"),
        (Pair, "$.properties.span: 'prefixItems' is not permitted"),
        (Tagged, "$.$defs.Length.properties.name: 'minLength' is not permitted"),
        (Free, "$.properties.anything: schema must have a 'type' key"),
    ],
)
def test_what_is_not_legal_is_named_by_its_place(model: type[BaseModel], said: str) -> None:
    assert said in wrong(model)


def test_a_decimal_is_refused_for_its_pattern_of_two_types() -> None:
    class Money(BaseModel):
        amount: Decimal = Decimal(0)

    assert "$.properties.amount" in wrong(Money)


@pytest.mark.parametrize(
    ("schema", "path", "said"),
    [
        ({"anyOf": []}, "$", "root"),
        ({"type": "array", "items": {"type": "string"}}, "$", "root"),
        (closed(a={"allOf": []}), "$.properties.a", "'allOf' is not permitted"),
        (closed(a={"type": "string", "not": {}}), "$.properties.a", "'not' is not permitted"),
        (closed(a={"type": "string", "if": {}}), "$.properties.a", "'if' is not permitted"),
        (closed(a={"type": "string", "format": "uri"}), "$.properties.a", "'uri'"),
        (closed(a={"type": "text"}), "$.properties.a", "'text' is no type"),
        (closed(a={"$ref": "#/$defs/Missing"}), "$.properties.a", "points nowhere"),
        (closed(a={"type": "array"}), "$.properties.a.items", "must be an object"),
        ({**closed(a={"type": "string"}), "required": []}, "$", "'required' must name every key"),
        ({**closed(a={"type": "string"}), "required": ["a", "b"]}, "$", "'required' must name every key"),
        (closed(a={"anyOf": [{"type": "string", "maxLength": 3}]}), "$.properties.a.anyOf.0", "'maxLength'"),
        (closed(a={"type": ["object", "null"], "properties": {}}), "$.properties.a", "additionalProperties"),
    ],
)
def test_rules_of_strict_mode(schema: dict[str, Any], path: str, said: str) -> None:
    faults = [(dotted(where), reason) for where, reason in lint(schema)]
    assert any(where == path and said in reason for where, reason in faults), faults


def nested(levels: int) -> dict[str, Any]:
    return closed(next=nested(levels - 1)) if levels > 1 else closed(leaf={"type": "string"})


@pytest.mark.parametrize(
    ("legal", "too_much", "what"),
    [
        (nested(10), nested(11), "11 levels of nesting"),
        (
            closed(**{f"p{number}": {"type": "null"} for number in range(5_000)}),
            closed(**{f"p{number}": {"type": "null"} for number in range(5_001)}),
            "5001 object properties",
        ),
        (
            closed(a={"type": "string", "enum": [f"v{number}" for number in range(1_000)]}),
            closed(a={"type": "string", "enum": [f"v{number}" for number in range(1_001)]}),
            "1001 enum values",
        ),
        (
            closed(a={"type": "string", "enum": ["x" * 119_999]}),
            closed(a={"type": "string", "enum": ["x" * 120_000]}),
            "120001 characters",
        ),
    ],
)
def test_limits(legal: dict[str, Any], too_much: dict[str, Any], what: str) -> None:
    assert lint(legal) == []
    ((path, said),) = lint(too_much)
    assert path == ()
    assert what in said


def test_a_recursive_schema_is_legal_and_ends() -> None:
    schema = closed(tree={"$ref": "#/$defs/Node"})
    children = {"type": "array", "items": {"$ref": "#/$defs/Node"}}
    schema["$defs"] = {"Node": closed(name={"type": "string"}, children=children)}
    assert lint(schema) == []
