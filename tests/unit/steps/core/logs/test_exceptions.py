"""What is told of an exception names its class and place, never a text that may quote a document."""

from __future__ import annotations

import json

import psycopg
import pytest
from pydantic import BaseModel, ValidationError

from steps.core.errors import PermanentError
from steps.core.logs.exceptions import describe, where


class Answer(BaseModel):
    title: str
    count: int


def caught(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as raised:
        return raised


def test_our_error_tells_code_message_and_place() -> None:
    told = describe(caught(PermanentError("document_missing", "no document of alice@example.com")))
    assert told["code"] == "document_missing"
    assert told["message"] == "no document of [email]"
    assert told["frames"][-1].startswith("steps/core/logs/test_exceptions.py:")
    assert told["frames"][-1].endswith(" caught")


@pytest.mark.parametrize(
    "error",
    [
        ValueError("canary"),
        KeyError("canary"),
        FileNotFoundError(2, "no such file", "canary.pdf"),
        UnicodeDecodeError("utf-8", b"canary", 0, 1, "canary"),
        psycopg.errors.UniqueViolation("canary"),
        ExceptionGroup("canary", [ValueError("canary")]),
    ],
)
def test_text_of_a_foreign_error_is_not_told(error: Exception) -> None:
    told = describe(caught(error))
    assert told["class"] == type(error).__name__
    assert "canary" not in json.dumps(told)


def test_facts_that_hold_no_text_are_told() -> None:
    assert describe(caught(FileNotFoundError(2, "x")))["errno"] == "ENOENT"
    assert describe(caught(psycopg.errors.UniqueViolation("x")))["sqlstate"] == "23505"
    assert describe(caught(ExceptionGroup("x", [ValueError(), KeyError()])))["exceptions"] == [
        "ValueError",
        "KeyError",
    ]


def test_refused_model_tells_its_fields_without_their_values() -> None:
    with pytest.raises(ValidationError) as refused:
        Answer.model_validate({"title": 5, "count": "canary"})
    told = describe(refused.value)
    assert told["faults"] == ["title: must be text", "count: must be a whole number"]
    assert "canary" not in json.dumps(told)


def test_cause_is_named_but_not_quoted() -> None:
    try:
        try:
            raise ValueError("canary")
        except ValueError as cause:
            raise PermanentError("x", "y") from cause
    except PermanentError as error:
        told = describe(error)
    assert told["cause"].startswith("ValueError at steps/core/logs/test_exceptions.py:")
    assert "canary" not in json.dumps(told)


def test_where_is_our_own_innermost_frame() -> None:
    with pytest.raises(json.JSONDecodeError) as refused:
        json.loads("{")
    assert where(refused.value).startswith("steps/core/logs/test_exceptions.py:")
    assert where(refused.value).endswith(" test_where_is_our_own_innermost_frame")
    assert where(ValueError()) == "an unknown place"


def test_frames_do_not_show_folders_of_the_machine() -> None:
    with pytest.raises(json.JSONDecodeError) as refused:
        json.loads("{")
    frames = describe(refused.value)["frames"]
    assert not [frame for frame in frames if frame.startswith("/")]
    assert any(frame.split(":")[0].endswith("json/decoder.py") for frame in frames)
