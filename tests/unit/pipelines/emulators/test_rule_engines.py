"""Every rule engine in the table is there, says what it fills in, and fills in something that strict mode takes."""

from __future__ import annotations

import pytest

from pipelines.emulators.rule_engines import RULE_ENGINES, find, wire_model
from steps.core.llm.schemas import lint, strict_schema


@pytest.mark.parametrize("name", RULE_ENGINES)
def test_a_wire_model_keeps_the_rules_of_strict_mode(name: str) -> None:
    schema = strict_schema(wire_model(RULE_ENGINES[name]))
    assert lint(schema) == []
    assert schema["properties"]


@pytest.mark.parametrize("name", RULE_ENGINES)
def test_a_brain_answers_even_a_poor_document(name: str) -> None:
    engine, model = find(RULE_ENGINES[name]), wire_model(RULE_ENGINES[name])
    for document in ("One short sentence.", "…", "日本語の文。", "a"):
        assert isinstance(engine(document), model)
