"""Every brain in the table is there, says what it fills in, and fills in something that strict mode takes."""

from __future__ import annotations

import pytest

from pipelines.emulators.rule_engines import BRAINS, find, wire_model
from steps.core.llm.schemas import lint, strict_schema


@pytest.mark.parametrize("name", BRAINS)
def test_a_wire_model_keeps_the_rules_of_strict_mode(name: str) -> None:
    schema = strict_schema(wire_model(BRAINS[name]))
    assert lint(schema) == []
    assert schema["properties"]


@pytest.mark.parametrize("name", BRAINS)
def test_a_brain_answers_even_a_poor_document(name: str) -> None:
    brain, model = find(BRAINS[name]), wire_model(BRAINS[name])
    for document in ("One short sentence.", "…", "日本語の文。", "a"):
        assert isinstance(brain(document), model)
