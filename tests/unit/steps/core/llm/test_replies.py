"""Replies: any server's answer in one form, and back from the ledger without a difference."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from steps.core.errors import PermanentError
from steps.core.llm.replies import Reply, read_reply
from steps.core.models import Closed
from steps.core.postgres.ledger import Call


class Wire(Closed):
    word: str


def message(*content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "message", "content": list(content), **more}


def text(words: str) -> dict[str, Any]:
    return {"type": "output_text", "text": words}


def read(*output: dict[str, Any], **more: Any) -> Reply:
    body = {"id": "resp_1", "model": "gpt-5.4-mini", "status": "completed", "output": list(output), **more}
    return read_reply(json.dumps(body).encode(), model="asked", request_id="req_1", requests=2)


def test_the_answer_is_the_text_of_the_final_messages_alone() -> None:
    reply = read(
        {"type": "reasoning", "summary": [], "content": None},
        message(text("thinking aloud"), phase="commentary"),
        message(text('{"word":'), text('"yes"}'), phase="final_answer"),
        {"type": "web_search_call"},
    )
    assert reply.value(Wire) == Wire(word="yes")


def test_usage_and_cost() -> None:
    usage = {
        "input_tokens": 1000, "input_tokens_details": {"cached_tokens": 400},
        "output_tokens": 100, "output_tokens_details": {"reasoning_tokens": 60}, "total_tokens": 1100,
    }  # fmt: skip
    read_usage = read(message(text("x")), usage=usage).usage
    assert (read_usage.requests, read_usage.input_tokens, read_usage.cached_input_tokens) == (2, 1000, 400)
    assert (read_usage.output_tokens, read_usage.reasoning_tokens) == (100, 60)
    assert read_usage.cost_usd == Decimal("0.00093")


def test_a_plain_server_that_says_little_is_understood() -> None:
    reply = read_reply(
        b'{"output":[{"type":"message","content":[{"type":"output_text","text":"{}"}]}]}',
        model="llama-4", request_id=None, requests=1)  # fmt: skip
    assert (reply.model, reply.status, reply.text, reply.usage.input_tokens) == (
        "llama-4",
        "completed",
        "{}",
        0,
    )


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"id":"resp_1"}', b'{"output":[{"type":1}]}'])
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="validation error"):
        read_reply(body, model="m", request_id=None, requests=1)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (read(message({"type": "refusal", "refusal": "No."})), "model_refused"),
        (read(message(text('{"wo')), status="incomplete", incomplete_details={"reason": "max_output_tokens"}),
         "answer_too_long"),
        (read(status="incomplete", incomplete_details={"reason": "content_filter"}), "content_filtered"),
        (read(message(text('{"wo'))), "answer_invalid"),
        (read(message(text('{"word": 3}'))), "answer_invalid"),
        (read(), "answer_invalid"),
    ],
)  # fmt: skip
def test_what_has_no_value_says_why(reply: Reply, code: str) -> None:
    with pytest.raises(PermanentError) as caught:
        reply.value(Wire)
    assert caught.value.code == code
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("answer", "flaw"),
    [
        ('{"word": {"secret": "words"}}', "word (string_type)"),
        ('{"word": "x", "secret": 1}', "the whole (extra_forbidden)"),
        ("secret", "the whole (json_invalid)"),
        ("{" + ",".join(f'"secret{number}": 1' for number in range(8)) + "}", "and 4 more"),
    ],
)
def test_a_flaw_is_named_without_the_models_words(answer: str, flaw: str) -> None:
    with pytest.raises(PermanentError) as caught:
        read(message(text(answer))).value(Wire)
    assert caught.value.message.startswith("the model's answer is not Wire: ")
    assert caught.value.message.endswith(flaw)
    assert "secret" not in caught.value.message


def test_the_ledger_gives_back_the_same_reply() -> None:
    usage = {"input_tokens": 7, "output_tokens": 3}
    reply = read(message(text('{"word":"naïve \U0001f600"}')), usage=usage)
    row = json.loads(
        json.dumps({"response": reply.for_ledger(), "usage": reply.usage.model_dump(mode="json")})
    )
    call = Call(
        state="succeeded", attempts=1, lost=0, external_id=None, upload_url=None, fresh=False,
        response=row["response"], usage=row["usage"])  # fmt: skip
    assert Reply.from_ledger(call) == reply


def test_nul_never_reaches_postgres() -> None:
    reply = read(message(text('{"word":"a\\u0000b\x00c \\\\u0000"}')))
    assert reply.value(Wire).word == "abc \\u0000"
