"""What a reader is asked is legal in strict mode, and holds nothing that code computes."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipelines.emulators.rule_engines import RULE_ENGINES, wire_model
from steps.core.llm.schemas import lint, strict_schema
from steps.invoices.prompt import SCHEMA_NAME, instructions
from steps.invoices.rules.engine import answer
from steps.invoices.wire import InvoiceWire


def test_the_schema_is_strict() -> None:
    schema = strict_schema(InvoiceWire)
    assert lint(schema) == []
    assert schema["required"] == list(InvoiceWire.model_fields)


def test_the_rules_answer_to_its_name() -> None:
    assert wire_model(RULE_ENGINES[SCHEMA_NAME]) is InvoiceWire


def test_code_computes_the_rest() -> None:
    asked = str(strict_schema(InvoiceWire))
    for computed in ("confidence", "start", "end", "page", "needs_review", "duplicate_key", "arithmetic_ok"):
        assert f"'{computed}'" not in asked


def test_an_answer_survives_the_wire(letter: str) -> None:
    wire = answer(letter)
    assert InvoiceWire.model_validate_json(wire.model_dump_json()) == wire


@pytest.mark.parametrize(
    "change",
    [
        {"issue_date": {"date": "12.03.2024", "quote": "12.03.2024"}},
        {"document_type": "bill"},
        {"doubts": [{"field": "weather", "reason": "?"}]},
        {"more": 1},
    ],
)
def test_other_forms_are_refused(letter: str, change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        InvoiceWire.model_validate({**answer(letter).model_dump(), **change})


def test_our_number_is_told_to_the_reader() -> None:
    assert "DE136695976" in instructions("DE136695976")
    assert "VAT number is" not in instructions(None)
