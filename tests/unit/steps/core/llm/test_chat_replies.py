"""Chat completions of many servers in one form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from steps.core.errors import PermanentError
from steps.core.llm.chat_replies import plain, read_chat
from steps.core.llm.replies import Reply
from steps.core.models import Closed

TEXT = '{"word":"yes"}'


class Wire(Closed):
    word: str


def read(
    content: Any = TEXT, finish: Any = "stop", *, room: int = 100, message: Any = None, **more: Any
) -> Reply:
    said = {"role": "assistant", "content": content} if message is None else message
    body = {
        "id": "chatcmpl-1",
        "model": "llama",
        "choices": [{"index": 0, "message": said, "finish_reason": finish}],
        **more,
    }
    return read_chat(
        json.dumps(body).encode(), model="asked", request_id=None, requests=1, room=room, priced=False
    )


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        f"\n {TEXT} \n",
        f"<think>\nNo {{}} no\n</think>\n{TEXT}",
        f"I think so.</think>{TEXT}",
        f"```json\n{TEXT}\n```",
        f"```\n{TEXT}```",
        f"{TEXT}<|im_end|>\n",
        f"{TEXT}</s>",
        [
            {"type": "text", "text": TEXT[:5]},
            {"type": "text", "text": TEXT[5:]},
            {"type": "image", "text": "x"},
            7,
        ],
        {"word": "yes"},
    ],
)
def test_the_answer_without_what_stands_around_it(content: Any) -> None:
    assert read(content).value(Wire) == Wire(word="yes")


def test_marks_within_the_answer_stay() -> None:
    assert plain('{"word":"</think> <|im_end|> x"}') == '{"word":"</think> <|im_end|> x"}'


@pytest.mark.parametrize(
    ("finish", "content", "status", "reason"),
    [
        ("stop", TEXT, "completed", None),
        ("eos", TEXT, "completed", None),
        ("STOP", TEXT, "completed", None),
        ("length", '{"wo', "incomplete", "max_output_tokens"),
        ("length", None, "incomplete", "max_output_tokens"),
        ("length", "<think>never ends", "incomplete", "max_output_tokens"),
        ("content_filter", "", "incomplete", "content_filter"),
        ("tool_calls", None, "completed", None),
        ("abort", "", "cancelled", None),
        ("error", "", "failed", "server_error"),
        (None, TEXT, "completed", None),
        (None, '{"wo', "incomplete", "max_output_tokens"),
        ("new_word", '{"wo', "incomplete", "max_output_tokens"),
        ("new_word", "prose", "completed", None),
        (7, TEXT, "completed", None),
        ("stop", '{"wo', "completed", None),
    ],
)
def test_how_it_ended(finish: Any, content: Any, status: str, reason: str | None) -> None:
    reply = read(content, finish)
    assert (reply.status, reply.reason) == (status, reason)


def test_an_answer_that_fills_its_room_and_breaks_off_is_not_complete() -> None:
    usage = {"completion_tokens": 100}
    assert read('{"wo', usage=usage).status == "incomplete"
    assert read(TEXT, usage=usage).status == "completed"
    assert read("prose", usage=usage).status == "completed"
    assert read('{"wo', usage=usage, room=101).status == "completed"


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        (None, (0, 0, 0, 0)),
        ({}, (0, 0, 0, 0)),
        ("many", (0, 0, 0, 0)),
        ({"prompt_tokens": "7", "completion_tokens": 3.0}, (7, 0, 3, 0)),
        ({"prompt_tokens": None, "completion_tokens": -3}, (0, 0, 0, 0)),
        ({"prompt_tokens": "x", "completion_tokens": 1e400, "prompt_tokens_details": 3}, (0, 0, 0, 0)),
        ({"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 4},
          "completion_tokens": 5, "completion_tokens_details": {"reasoning_tokens": 2}}, (9, 4, 5, 2)),
    ],
)  # fmt: skip
def test_usage_as_far_as_it_is_told(usage: Any, tokens: tuple[int, ...]) -> None:
    told = read(usage=usage).usage
    assert (told.input_tokens, told.cached_input_tokens, told.output_tokens, told.reasoning_tokens) == tokens
    assert told.cost_usd is None


def test_a_known_name_on_ones_own_server_has_no_price() -> None:
    body = {
        "model": "gpt-5.4-mini",
        "choices": [{"message": {"content": TEXT}}],
        "usage": {"prompt_tokens": 9},
    }
    for priced in (True, False):
        reply = read_chat(json.dumps(body).encode(), model="m", request_id=None, requests=1, priced=priced)
        assert (reply.usage.cost_usd is not None) == priced


def test_thoughts_are_no_answer_unless_they_are_all_there_is() -> None:
    assert read(message={"content": TEXT, "reasoning_content": '{"word":"no"}'}).value(Wire).word == "yes"
    assert read(message={"content": None, "reasoning_content": f"\n{TEXT}"}).value(Wire).word == "yes"
    assert read(message={"content": "", "reasoning": "so be it"}).text == ""


def test_a_refusal_is_one() -> None:
    with pytest.raises(PermanentError, match="model_refused"):
        read(message={"content": None, "refusal": "No."}).value(Wire)
    assert read(message={"content": TEXT, "refusal": ""}).value(Wire).word == "yes"


def test_a_key_that_stands_twice_is_no_answer() -> None:
    with pytest.raises(PermanentError, match="twice"):
        read('{"word":"yes","word":"no"}').value(Wire)


def test_what_postgres_cannot_store_is_left_out() -> None:
    reply = read('{"word":"a\x00b\ud800"}', id="x\x00\ud800", model="m\x00")
    json.dumps(reply.for_ledger(), ensure_ascii=False).encode()
    assert "\x00" not in json.dumps(reply.for_ledger(), ensure_ascii=False)


def test_names_are_short_and_may_be_missing() -> None:
    assert (read(id=None, model=None).id, read(model=None).model) == (None, "asked")
    assert read(id=17).id == "17"
    assert len(read(model="m" * 1000).model) == 200


@pytest.mark.parametrize(
    "choices",
    [None, [], [7], {}, [{"index": 0}], [{"message": "text"}], [{"message": None, "finish_reason": "stop"}]],
)
def test_what_is_no_completion_is_refused(choices: Any) -> None:
    with pytest.raises(ValueError, match=r"has no (choices|message)"):
        read(choices=choices)


def test_of_several_choices_the_first_counts() -> None:
    other = {"index": 1, "message": {"content": "no"}}
    assert read(choices=[other, {"index": 0, "message": {"content": TEXT}}]).value(Wire).word == "yes"
    assert read(choices=[7, {"message": {"content": TEXT}}, other]).value(Wire).word == "yes"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("```json\n\n  {}\n\n```\n", "{}"),
        ("  ```JSON  \n{}```  ", "{}"),
        ("```json\n```", ""),
        ("```", "```"),
        ("```json {}```", "```json {}```"),  # no line of its own: no fence
        ("```two words\n{}\n```", "```two words\n{}\n```"),
        ("```json\n{}", "```json\n{}"),
        ("{} <|im_end|> \n </s><eos>", "{}"),
        ("{}<|" + "a" * 31 + "|>", "{}<|" + "a" * 31 + "|>"),
        ("<eos>" * 1000 + " " * 1000, ""),
        (" ", ""),
    ],
)
def test_only_what_stands_around_the_answer_goes(text: str, answer: str) -> None:
    assert plain(text) == answer
