"""Which error a failed job shows: that of the step that ended first without a result."""

from __future__ import annotations

import json
from typing import Any

from steps.update_job_status import UnfinishedStep, failure_messages, first_error


def row(
    step: str, status: str = "failed", error: dict[str, Any] | None = None, number: int = 1
) -> UnfinishedStep:
    return UnfinishedStep.model_validate({
        "step": step,
        "number": number,
        "status": status,
        "exit_code": 65,
        "error": error,
        "finished_at": None,
    })  # fmt: skip


def failures(*messages: str) -> str:
    return json.dumps(json.dumps([{"displayName": "main", "message": message} for message in messages]))


def test_argos_failures_are_decoded_once_or_twice() -> None:
    assert failure_messages(failures("a", "b")) == ["a", "b"]
    assert failure_messages(json.dumps([{"message": "a"}])) == ["a"]
    assert failure_messages("null") == failure_messages('"null"') == failure_messages("not json") == []


def test_the_first_step_without_a_result_explains_the_job() -> None:
    error = {"code": "not_audio", "message": "it is text", "retryable": False}
    shown = first_error([row("submit", error=error), row("poll")], "null")
    assert shown.model_dump() == {**error, "step": "submit", "attempt": 1}


def test_a_deadline_explains_a_step_that_was_still_retrying() -> None:
    unfinished = [row("process", error={"code": "provider_down", "message": "", "retryable": True}, number=3)]
    shown = first_error(unfinished, failures("Step exceeded its deadline"))
    assert (shown.code, shown.step, shown.attempt) == ("deadline_exceeded", "process", 3)


def test_a_permanent_error_is_not_hidden_by_a_deadline() -> None:
    unfinished = [row("process", error={"code": "not_audio", "message": "", "retryable": False})]
    assert first_error(unfinished, failures("Step exceeded its deadline")).code == "not_audio"


def test_a_poll_that_never_got_ready() -> None:
    assert first_error([row("poll", status="waiting")], failures("x")).code == "not_ready_in_time"


def test_a_process_that_died_without_a_word() -> None:
    assert first_error([row("process", status="running")], failures("OOMKilled")).code == "died"


def test_no_step_ran_at_all() -> None:
    shown = first_error([], failures("pod was refused"))
    assert (shown.code, shown.message) == ("workflow_failed", "pod was refused")
