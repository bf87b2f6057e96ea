"""What a model is asked for is legal in strict mode, and the rules answer within the same limits."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steps.core.llm.schemas import strict_schema
from steps.news.wire import NewsWire


def test_the_wire_model_has_a_strict_schema() -> None:
    schema = strict_schema(NewsWire)
    assert schema["required"] == list(NewsWire.model_fields)
    assert schema["additionalProperties"] is False


def test_code_is_not_asked_for_from_a_reader() -> None:
    asked = str(strict_schema(NewsWire))
    for made_by_code in (
        "start",
        "end",
        "mentions",
        "salience",
        "first_offset",
        "attribution_rate",
        "minutes",
        "grade",
    ):
        assert f"'{made_by_code}'" not in asked


def test_an_answer_survives_the_wire(answer: NewsWire) -> None:
    assert NewsWire.model_validate_json(answer.model_dump_json()) == answer


@pytest.mark.parametrize(
    "change",
    [
        {"topics": [{"medtop": "medtop:18000000", "confidence": 0.5}]},
        {"sentiment": {"label": "neutral", "score": 2}},
        {"published": {"date": "12 March 2026", "quote": "12 March 2026"}},
        {"figures": [{"value": "about 5", "unit": None, "what": "x", "quote": "y"}]},
        {"keywords": ["word"] * 13},
        {"extra": 1},
    ],
)
def test_an_answer_beyond_the_limits_is_refused(answer: NewsWire, change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NewsWire.model_validate({**answer.model_dump(), **change})
