"""Chat Completions' stand-in: what it takes, what it refuses, and that it answers as the Responses API does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from pipelines.emulators.emulator_app import create_app
from steps.core.llm.provider.servers import Dialect
from steps.core.llm.questions import Question
from steps.core.llm.schema_probe import Probe, question_of
from steps.core.models import Closed


class Counted(Closed):
    first: str
    words: int


QUESTION = Question(
    job_id="j", model="m", schema_name="counted", instructions="Count.", document="One two\nthree", answer=Counted,
    max_output_tokens=100,
)  # fmt: skip
REQUEST = QUESTION.request(Dialect.CHAT)


@pytest.fixture
def client() -> Iterator[TestClient]:
    def count(document: str) -> Counted:
        return Counted(first=document.split("\n")[0], words=len(document.split()))

    key = {"authorization": "Bearer emulator-test"}
    with TestClient(create_app(engines={"counted": count}), headers=key) as client:
        yield client


def sent(client: TestClient, **change: Any) -> Any:
    told = {key: value for key, value in {**REQUEST, **change}.items() if value is not None}
    return client.post("/v1/chat/completions", json=told)


def test_an_answer_has_all_that_clients_read(client: TestClient) -> None:
    said = sent(client).json()
    assert said["object"] == "chat.completion"
    [choice] = said["choices"]
    assert (choice["finish_reason"], choice["message"]["content"]) == (
        "stop",
        '{"first":"One two","words":3}',
    )
    usage = said["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def test_the_probe_is_answered_in_both_dialects(client: TestClient) -> None:
    probe = question_of("j", "m", serial=1, again=0)
    chat = client.post("/v1/chat/completions", json=probe.request(Dialect.CHAT)).json()
    Probe.model_validate_json(chat["choices"][0]["message"]["content"])
    responses = client.post("/v1/responses", json=probe.request()).json()
    Probe.model_validate_json(responses["output"][1]["content"][0]["text"])


def test_what_does_not_fit_is_cut_off(client: TestClient) -> None:
    [choice] = sent(client, max_tokens=3).json()["choices"]
    assert (choice["finish_reason"], choice["message"]["content"]) == ("length", '{"first":"')


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": None}, "Missing required parameter: 'model'"),
        ({"messages": []}, "Invalid value for 'messages'"),
        ({"stream": True}, "'stream' is not emulated"),
        ({"tools": []}, "Unknown parameter: 'tools'"),
        ({"max_completion_tokens": 5}, "at the same time"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"name": "counted", "schema": {}}}},
            "strict",
        ),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, change: dict[str, Any], words: str) -> None:
    answer = sent(client, **change)
    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"] + str(answer.json()["error"]["param"])


def test_a_model_that_thinks_is_asked_in_its_own_words() -> None:
    asked = Question(**{**QUESTION.__dict__, "model": "gpt-5.4-mini"}).request(Dialect.CHAT)
    assert (asked["max_completion_tokens"], asked["reasoning_effort"], "max_tokens" in asked) == (
        100,
        "low",
        False,
    )
    assert REQUEST["max_tokens"] == 100
