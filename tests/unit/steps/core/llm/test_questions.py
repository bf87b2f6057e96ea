"""Questions: the same one is the same request, to the byte; the document is fenced in."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from steps.core.llm.questions import Question
from steps.core.models import Closed


class Wire(Closed):
    word: str


QUESTION = Question(
    job_id="018f0000-0000-7000-8000-000000000001", model="gpt-5.4-mini", schema_name="wire",
    instructions="Find the word.", document="Once\nupon a time", answer=Wire, max_output_tokens=100,
)  # fmt: skip


def test_a_request_is_deterministic_and_private() -> None:
    request = QUESTION.request()
    assert json.dumps(request) == json.dumps(replace(QUESTION).request())
    assert request["store"] is False
    assert request["text"]["format"]["strict"] is True
    assert "Once" not in request["instructions"]


def test_the_document_stands_between_markers_that_the_instructions_name() -> None:
    request = QUESTION.request()
    (message,) = request["input"]
    lines = message["content"][0]["text"].split("\n")
    assert lines[1:-1] == ["Once", "upon a time"]
    assert lines[0] in request["instructions"]
    assert lines[-1] in request["instructions"]


def test_the_markers_differ_between_jobs_and_documents() -> None:
    def fence(question: Question) -> str:
        return str(question.request()["input"][0]["content"][0]["text"].split("\n")[0])

    others = [replace(QUESTION, job_id="another"), replace(QUESTION, document="another")]
    assert len({fence(question) for question in [QUESTION, *others]}) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"model": "gpt-5.4"}, {"schema_name": "other"}, {"instructions": "x"}, {"document": "x"},
        {"max_output_tokens": 101}, {"part": 1}, {"again": 1},
    ],
)  # fmt: skip
def test_whatever_changes_the_question_changes_its_identity(change: dict[str, object]) -> None:
    assert replace(QUESTION, **change).identity() != QUESTION.identity()  # type: ignore[arg-type]


def test_an_identity_holds_no_document_text() -> None:
    assert "upon a time" not in json.dumps(QUESTION.identity())


@pytest.mark.parametrize(
    ("model", "thinks"), [("gpt-5.4-mini", True), ("o4-mini", True), ("gpt-4.1", False), ("llama-4", False)]
)
def test_only_models_that_reason_are_told_how_hard(model: str, thinks: bool) -> None:
    assert ("reasoning" in replace(QUESTION, model=model).request()) is thinks


def test_the_second_try() -> None:
    assert QUESTION.with_twice_the_room().max_output_tokens == 200
    assert QUESTION.once_more().again == 1
