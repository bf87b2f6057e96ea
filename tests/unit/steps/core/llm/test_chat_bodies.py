"""Bodies: plain, behind comments, in pieces that nobody asked for, and errors in an answer's place."""

from __future__ import annotations

import json

import pytest

from steps.core.llm.chat_bodies import ErrorInstead, completion_of

PLAIN = {"id": "1", "choices": [{"index": 0, "message": {"content": "x"}}]}


def chunk(**choice: object) -> str:
    return "data: " + json.dumps({"id": "1", "model": "m", "choices": [{"index": 0, **choice}]})


@pytest.mark.parametrize(
    "content",
    [json.dumps(PLAIN), f"\n\n  {json.dumps(PLAIN)}", f"\ufeff{json.dumps(PLAIN)}",
     f": keep-alive\n\n: keep-alive\n\n{json.dumps(PLAIN)}", f"data: {json.dumps(PLAIN)}\n\ndata: [DONE]\n"],
)  # fmt: skip
def test_an_answer_and_what_may_stand_before_it(content: str) -> None:
    assert completion_of(content.encode())["choices"][0]["message"]["content"] == "x"


def test_pieces_are_joined() -> None:
    lines = [
        ": ping", chunk(delta={"role": "assistant", "content": None}), "event: x", chunk(delta={"content": "a"}),
        chunk(delta={"content": "b", "reasoning_content": "r"}), chunk(delta={}, finish_reason="length"),
        'data: {"id": "1", "choices": [], "usage": {"completion_tokens": 2}}', "data: [DONE]",
    ]  # fmt: skip
    whole = completion_of("\n\n".join(lines).encode())
    [choice] = whole["choices"]
    assert choice["message"] == {"content": "ab", "reasoning_content": "r"}
    assert (choice["finish_reason"], whole["usage"]["completion_tokens"], whole["model"]) == (
        "length",
        2,
        "m",
    )


@pytest.mark.parametrize(
    "content",
    ['{"error": "Unexpected endpoint"}', '{"error": {"message": "x"}, "choices": []}',
     '{"object": "error", "message": "x", "code": 404}', 'data: {"error": {"message": "x"}}\n\n'],
)  # fmt: skip
def test_an_error_in_its_place_is_one(content: str) -> None:
    with pytest.raises(ErrorInstead):
        completion_of(content.encode())


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"[]", b"7", b"null", b"\xff\xfe", b"[" * 100_000, b": only comments\n", b"data: [DONE]\n",
     b"data: <html>\n", b'data: {"choices": []}\n', b'{"choices": ' + b"9" * 5000 + b"}"],
)  # fmt: skip
def test_what_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        completion_of(content)
