"""The probe: legal for every server, obeyed only by force, and a measure of speed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from steps.core.llm.chat_replies import read_chat
from steps.core.llm.pace import Pace
from steps.core.llm.replies import Reply
from steps.core.llm.schema_probe import Found, Probe, judged, pace_of, question_of, right_answer
from steps.core.llm.schemas import lint, strict_schema

RIGHT = right_answer("").model_dump_json()


def reply(content: Any, finish: str = "stop", **more: Any) -> Reply:
    body = {"choices": [{"message": {"content": content}, "finish_reason": finish}], **more}
    return read_chat(
        json.dumps(body).encode(), model="m", request_id=None, requests=1, room=256, priced=False
    )


def test_its_schema_has_what_wire_models_have() -> None:
    schema = strict_schema(Probe)
    assert lint(schema) == []
    assert "$defs" in schema
    request = json.dumps(question_of("j", "m", serial=1, again=0).request(), default=str)
    words = request.partition('"schema"')[0]
    assert "quartz" not in words, "nothing but the schema says the answer"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (reply(RIGHT), Found.OBEYED),
        (reply(f"```json\n{RIGHT}\n```"), Found.OBEYED),
        (reply("The sea was calm."), Found.IGNORED),
        (reply('{"sea": "calm"}'), Found.IGNORED),
        (reply(RIGHT.replace("quartz-41", "calm")), Found.IGNORED),
        (reply("The sea", "length"), Found.IGNORED),
        (reply("<think>The sea", "length"), Found.THOUGHT),
        (reply(None, "length"), Found.THOUGHT),
        (reply(""), Found.IGNORED),
    ],
)
def test_who_obeys(answer: Reply, found: Found) -> None:
    assert judged(answer) == found


@pytest.mark.parametrize(
    ("body", "pace"),
    [
        (
            {"timings": {"predicted_per_second": 12.5, "prompt_n": 50, "prompt_per_second": 90}},
            Pace(12.5, 90.0, told=True),
        ),
        (
            {"timings": {"predicted_per_second": 12.5, "prompt_n": 5, "prompt_per_second": 23}},
            Pace(12.5, told=True),
        ),
        ({"timings": {"predicted_per_second": "fast", "prompt_n": None}}, Pace(10.0)),
        ({"timings": {"predicted_per_second": -1}}, Pace(10.0)),
        ({"timings": 7}, Pace(10.0)),
        ({}, Pace(10.0)),
        ([], Pace(10.0)),
    ],
)
def test_speed_as_the_server_measured_it_or_by_the_whole_call(body: Any, pace: Pace) -> None:
    answer = reply(RIGHT, usage={"completion_tokens": 40})
    assert pace_of(json.dumps(body).encode(), answer, 4.0) == pace


def test_without_tokens_there_is_no_speed() -> None:
    assert pace_of(b"", reply(RIGHT), 4.0) == Pace()
