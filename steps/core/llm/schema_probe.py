"""A small question whose right answer no model gives by itself: whether a server obeys the schema that it is sent.

Its schema has what wire models have: a definition, an enum, a nullable field. No list and no free text: a small model
goes on with those until its room is full. Pure.
"""

from __future__ import annotations

import json
from enum import Enum
from typing import Any, Literal

from steps.core.errors import PermanentError
from steps.core.llm.pace import Pace
from steps.core.llm.questions import Question
from steps.core.llm.replies import Reply
from steps.core.models import Closed

SCHEMA_NAME = "schema_probe"
INSTRUCTIONS = "Describe the document in a few words."
DOCUMENT = "The sea was calm in the morning, and the boats went out."
ROOM = 256  # tokens; the answer takes about 60
THINKING_ROOM = 2048  # for a model that thought until its room was full


class Part(Closed):
    """What no description of the sea has in it."""

    shade: Literal["ultraviolet-7", "infrared-3"]
    ordinal: Literal[7919]


class Probe(Closed):
    """The right answer. A model that writes as it likes neither finds the names nor the values."""

    verdict: Literal["quartz-41"]
    part: Part
    remark: Literal["none-of-these"] | None


class Found(Enum):
    """What a server made of the schema."""

    OBEYED = "obeyed"
    IGNORED = "ignored"
    THOUGHT = "thought until its room was full"


def right_answer(document: str) -> Probe:
    """What an emulator answers."""
    return Probe(verdict="quartz-41", part=Part(shade="ultraviolet-7", ordinal=7919), remark=None)


def question_of(job_id: str, model: str, *, serial: int, again: int, room: int = ROOM) -> Question:
    """`serial`: the probe's number, so that the ledger knows one from the next."""
    return Question(
        job_id=job_id,
        model=model,
        schema_name=SCHEMA_NAME,
        instructions=INSTRUCTIONS,
        document=DOCUMENT,
        answer=Probe,
        max_output_tokens=room,
        part=serial,
        again=again,
    )


def judged(reply: Reply) -> Found:
    """Whether the answer is the one that the schema forces."""
    try:
        reply.value(Probe)
    except PermanentError as error:
        empty = not reply.text.strip() or reply.usage.reasoning_tokens > 0
        return Found.THOUGHT if error.code == "answer_too_long" and empty else Found.IGNORED
    return Found.OBEYED


def pace_of(content: bytes, reply: Reply, seconds: float) -> Pace:
    """By what the server measured (llama.cpp does), else by the whole call, which is slower than writing alone."""
    try:
        timings: Any = json.loads(content).get("timings")
    except (ValueError, AttributeError, RecursionError):
        timings = None
    timings = timings if isinstance(timings, dict) else {}
    writing = _speed(timings.get("predicted_per_second"))
    fresh = timings.get("prompt_n")  # what was read lately is not read again, and is no measure
    reading = _speed(timings.get("prompt_per_second")) if isinstance(fresh, int) and fresh >= 30 else None
    told = writing is not None
    if writing is None and reply.usage.output_tokens > 0 and seconds > 0:
        writing = reply.usage.output_tokens / seconds
    return Pace(writing, reading, told=told)


def _speed(value: Any) -> float | None:
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6
    return float(value) if known else None
