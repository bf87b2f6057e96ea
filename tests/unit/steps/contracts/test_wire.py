"""The wire model is legal for strict structured outputs, and rules can fill it."""

from __future__ import annotations

from steps.contracts.wire import ContractWire
from steps.core.llm.schemas import lint, strict_schema


def test_the_schema_is_strict() -> None:
    schema = strict_schema(ContractWire)
    assert lint(schema) == []
    assert set(schema["required"]) == set(ContractWire.model_fields)


def test_rules_fill_every_field_of_the_sample(answer: ContractWire) -> None:
    assert ContractWire.model_validate_json(answer.model_dump_json()) == answer
    assert all(value for name, value in answer.model_dump().items() if name != "doubts")
