"""The Responses API's stand-in: as strict as the real one about keys, bodies and schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from pipelines.emulators.emulator_app import create_app
from steps.core.llm.questions import Question
from steps.core.llm.schemas import strict_schema
from steps.core.models import Closed


class Wire(Closed):
    first: str
    words: int


class Liar(Closed):
    first: str


def count(document: str) -> Wire:
    return Wire(first=document.split("\n")[0], words=len(document.split()))


def lie(document: str) -> Liar:
    return Liar(first="x")


def crash(document: str) -> Wire:
    raise KeyError(document)


RULE_ENGINES = {"wire": count, "liar": lie, "crash": crash}
KEY = {"authorization": "Bearer emulator-test"}
QUESTION = Question(
    job_id="j", model="gpt-5.4-mini", schema_name="wire", instructions="Count.",
    document="One two\nthree", answer=Wire, max_output_tokens=100,
)  # fmt: skip


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(engines=RULE_ENGINES), headers=KEY) as client:
        yield client


def body(**change: Any) -> dict[str, Any]:
    return {**QUESTION.request(), **change}


def with_schema(schema: dict[str, Any], **change: Any) -> dict[str, Any]:
    form = {"type": "json_schema", "name": "wire", "strict": True, "schema": schema}
    return body(text={"format": {**form, **change}})


def test_an_answer_has_all_that_the_sdk_reads(client: TestClient) -> None:
    answer = client.post("/v1/responses", json=body())
    said = answer.json()
    assert answer.status_code == 200
    assert answer.headers["x-request-id"].startswith("req_")
    assert (said["object"], said["status"], said["model"]) == ("response", "completed", "rules-1")
    thinking, message = said["output"]
    assert (thinking["type"], message["type"], message["role"]) == ("reasoning", "message", "assistant")
    assert message["content"][0]["text"] == '{"first":"One two","words":3}'
    assert said["usage"]["total_tokens"] == said["usage"]["input_tokens"] + said["usage"]["output_tokens"]


def test_a_longer_document_costs_more(client: TestClient) -> None:
    def cost(document: str) -> int:
        text = [{"role": "user", "content": document}]
        answer = client.post("/v1/responses", json=body(input=text)).json()
        return int(answer["usage"]["input_tokens"])

    assert cost("word " * 700) - cost("") == 1000


@pytest.mark.parametrize(
    "input",
    [
        "One two\nthree",
        [{"role": "user", "content": "One two\nthree"}],
        [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "One two\nthree"}]}],
        [
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": "Here:\n<<<DOCUMENT a1>>>\nOne two\nthree\n<<<END a1>>>\nThanks."},
        ],
    ],
)
def test_the_document_is_found_in_every_form_of_input(client: TestClient, input: Any) -> None:
    answer = client.post("/v1/responses", json=body(input=input)).json()
    assert answer["output"][1]["content"][0]["text"] == '{"first":"One two","words":3}'


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, None),
        ("emulator-test", None),
        ("Bearer ", None),
        ("Bearer sk-0123456789abcdef", "invalid_api_key"),
    ],
)
def test_a_wrong_key_is_401(client: TestClient, header: str | None, code: str | None) -> None:
    client.headers.pop("authorization")
    answer = client.post("/v1/responses", json=body(), headers={"authorization": header} if header else {})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
    assert "0123456789" not in answer.text


@pytest.mark.parametrize(
    ("sent", "param", "code"),
    [
        (
            {key: value for key, value in body().items() if key != "model"},
            "model",
            "missing_required_parameter",
        ),
        (
            {key: value for key, value in body().items() if key != "text"},
            "text",
            "missing_required_parameter",
        ),
        (body(modell="x"), "modell", "unknown_parameter"),
        (body(model=""), "model", "invalid_value"),
        (body(max_output_tokens=10), "max_output_tokens", "integer_below_min_value"),
        (body(max_output_tokens="many"), "max_output_tokens", "invalid_value"),
        (body(background=True), "background", "unsupported_parameter"),
        (body(reasoning={"effort": "huge"}), "reasoning.effort", "invalid_value"),
        (with_schema(strict_schema(Wire), name="a b"), "text.format.name", "invalid_value"),
        (with_schema(strict_schema(Wire), name="nobody"), "text.format.name", "emulator_unknown_schema"),
        (with_schema(strict_schema(Wire), strict=False), "text.format.strict", "unsupported_value"),
    ],
)
def test_a_bad_request_names_the_parameter(client: TestClient, sent: Any, param: str, code: str) -> None:
    answer = client.post("/v1/responses", json=sent)
    error = answer.json()["error"]
    assert (answer.status_code, error["param"], error["code"]) == (400, param, code)
    assert error["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("content", "type_"), [(b"{", "application/json"), (b"[]", "application/json"), (b"{}", "text/plain")]
)
def test_what_is_no_json_object_is_400(client: TestClient, content: bytes, type_: str) -> None:
    answer = client.post("/v1/responses", content=content, headers={"content-type": type_})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"additionalProperties": True}, "In context=(), 'additionalProperties'"),
        ({"required": ["first"]}, "In context=(), 'required'"),
        ({"properties": {"first": {"type": "string", "default": ""}, "words": {"type": "integer"}}},
         "In context=('properties', 'first'), 'default' is not permitted"),
        ({"properties": {"first": {"type": "string", "minLength": 1}, "words": {"type": "integer"}}},
         "In context=('properties', 'first'), 'minLength' is not permitted"),
        ({"allOf": [{}]}, "'allOf' is not permitted"),
        ({"type": "array"}, "'type: \"object\"'"),
        ({"properties": 3}, "In context=('properties',)"),
        ({"type": "thing"}, "In context=('type',)"),
    ],
)  # fmt: skip
def test_a_schema_that_is_not_strict_is_refused_with_its_place(
    client: TestClient, change: dict[str, Any], where: str
) -> None:
    answer = client.post("/v1/responses", json=with_schema({**strict_schema(Wire), **change}))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "invalid_json_schema")
    assert error["message"].startswith("Invalid schema for response_format 'wire': In context=")
    assert where in error["message"]


@pytest.mark.parametrize(
    ("name", "code"), [("liar", "emulator_wrong_answer"), ("crash", "emulator_rules_broke")]
)
def test_rules_that_fail_do_not_pass_for_an_answer(client: TestClient, name: str, code: str) -> None:
    answer = client.post("/v1/responses", json=with_schema(strict_schema(Wire), name=name))
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, code)
    assert "three" not in answer.text


def test_an_answer_without_room_is_cut_off(client: TestClient) -> None:
    long = body(input="word " * 30 + "\n", max_output_tokens=16)
    said = client.post("/v1/responses", json=long).json()
    assert (said["status"], said["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})
    assert said["usage"]["output_tokens"] == 16


def test_a_stored_response_can_be_read_again_and_others_not(client: TestClient) -> None:
    stored = client.post("/v1/responses", json=body(store=True)).json()
    private = client.post("/v1/responses", json=body()).json()
    assert client.get(f"/v1/responses/{stored['id']}").json() == stored
    assert client.get(f"/v1/responses/{private['id']}").status_code == 404


def test_calls_are_counted_by_request(client: TestClient) -> None:
    for sent in (body(), body(), body(model="gpt-5.4")):
        client.post("/v1/responses", json=sent)
    counted = client.get("/emulator/calls").json()
    assert (counted["total"], counted["by_route"]) == (3, {"openai.responses": 3})
    assert sorted(counted["by_fingerprint"].values()) == [1, 2]
    assert "three" not in str(counted)
    assert client.delete("/emulator/calls").json()["total"] == 0
