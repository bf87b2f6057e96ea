"""Faults are sentences with a path, and what the caller sent is never part of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from steps.core.validation import MAX_FAULTS, faults

CANARY = "canary"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: int = 0


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=2, max_length=5)] = "abc"
    code: Annotated[str, Field(pattern="^[A-Z]+$")] = "A"
    number: Annotated[int, Field(ge=1, lt=10)] = 1
    real: Annotated[float, Field(gt=0, le=1)] = 1.0
    sum: Annotated[Decimal, Field(max_digits=4, decimal_places=2)] = Decimal(1)
    flag: bool = True
    kind: Literal["a", "b"] = "a"
    day: date | None = None
    time: datetime | None = None
    id: UUID | None = None
    parts: Annotated[list[Part], Field(min_length=1, max_length=2)] = [Part()]
    names: dict[str, int] = {}


def of(data: Any, model: type[BaseModel] = Whole) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(data)
    return faults(refused.value)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"text": 5}, "text: must be text"),
        ({"text": "c"}, "text: must have at least 2 characters"),
        ({"text": CANARY}, "text: must have at most 5 characters"),
        ({"code": CANARY}, "code: must match the pattern ^[A-Z]+$"),
        ({"number": CANARY}, "number: must be a whole number"),
        ({"number": 1.5}, "number: must be a whole number"),
        ({"number": None}, "number: must be a whole number"),
        ({"number": 0}, "number: must be at least 1"),
        ({"number": 10}, "number: must be less than 10"),
        ({"real": CANARY}, "real: must be a number"),
        ({"real": 0}, "real: must be greater than 0.0"),
        ({"real": 2}, "real: must be at most 1.0"),
        ({"sum": CANARY}, "sum: must be a decimal number"),
        ({"sum": "NaN"}, "sum: must be a finite number"),
        ({"sum": "1.234"}, "sum: must have at most 2 decimal places"),
        ({"sum": "12345.6"}, "sum: must have at most 4 digits"),
        ({"flag": CANARY}, "flag: must be true or false"),
        ({"kind": CANARY}, "kind: must be one of 'a' or 'b'"),
        ({"day": CANARY}, "day: must be a date such as 2026-01-31"),
        ({"time": CANARY}, "time: must be a date or time such as 2026-01-31T09:30:00Z"),
        ({"id": f"{CANARY}-"}, "id: must be a UUID"),
        ({"parts": CANARY}, "parts: must be a list"),
        ({"parts": []}, "parts: must not be empty"),
        ({"parts": [{}] * 3}, "parts: must have at most 2 entries"),
        ({"parts": [{}, CANARY]}, "parts.1: must be an object"),
        ({"parts": [{}, {"size": CANARY}]}, "parts.1.size: must be a whole number"),
        ({"parts": [{"weight": CANARY}]}, "parts.0.weight: is not a known field"),
        ({"names": {"x": CANARY}}, "names.x: must be a whole number"),
        ({"names": CANARY}, "names: must be an object"),
        ({"stranger": CANARY}, "stranger: is not a known field"),
        (CANARY, "data: must be an object"),
    ],
)
def test_fault_is_a_plain_sentence(data: Any, expected: str) -> None:
    assert of(data) == [expected]


def test_missing_field() -> None:
    class Strict(BaseModel):
        name: str

    assert of({}, Strict) == ["name: is required"]


def test_every_fault_is_told_in_order() -> None:
    assert of({"text": 5, "number": 0, "stranger": 1}) == [
        "text: must be text",
        "number: must be at least 1",
        "stranger: is not a known field",
    ]


def test_fault_of_a_whole_model_names_its_fields() -> None:
    class Pair(BaseModel):
        low: int
        high: int

        @model_validator(mode="after")
        def _ordered(self) -> Pair:
            if self.low > self.high:
                raise PydanticCustomError(
                    "order", "{reason}", {"reason": "stand in the wrong order", "fields": "low, high"}
                )
            return self

    class Pairs(BaseModel):
        pairs: list[Pair]

    assert of({"low": 2, "high": 1}, Pair) == ["low, high: stand in the wrong order"]
    assert of({"pairs": [{"low": 2, "high": 1}]}, Pairs) == ["pairs.0.low, high: stand in the wrong order"]


def test_fault_of_an_unknown_type_does_not_echo_pydantics_message() -> None:
    class Address(BaseModel):
        ip: Annotated[complex, Field()]

    (only,) = of({"ip": CANARY}, Address)
    assert only.startswith("ip: is not valid (")
    assert CANARY not in only


def test_too_many_faults_are_counted() -> None:
    found = of({f"stranger{number}": 1 for number in range(100)})
    assert len(found) == MAX_FAULTS + 1
    assert found[-1] == "and 80 more faults"


def test_name_of_an_unknown_field_is_made_harmless() -> None:
    (only,) = of({"alice@canary.example\n\x1b[31m" + "x" * 10_000: 1})
    assert CANARY not in only
    assert only.isprintable()
    assert len(only) < 100


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.just(f"{CANARY} {CANARY}"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*Whole.model_fields, "size"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(list(Whole.model_fields)), json_values))
def test_no_value_is_ever_echoed(data: dict[str, Any]) -> None:
    try:
        Whole.model_validate(data)
    except ValidationError as error:
        sentences = faults(error)
        assert sentences
        assert CANARY not in " ".join(sentences)
        assert all(": " in sentence for sentence in sentences)
