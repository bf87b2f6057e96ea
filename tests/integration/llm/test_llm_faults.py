"""Every fault a model provider can have: how it ends, and how many calls it may cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from steps.core.errors import ConfigurationError, ExitCode, PermanentError, StepError, TemporaryError
from steps.core.llm import pace
from tests.integration.llm.conftest import BILL, Asker

Script = Callable[..., None]
RIGHT = "11.50"


def retry_after(seconds: float) -> dict[str, Any]:
    return {"kind": "rate_limit_exceeded", "retry_after": seconds}


@pytest.mark.parametrize(
    ("faults", "calls"),
    [
        ([], 1),
        ([retry_after(1)], 2),
        (["rate_limit_exceeded", "slow_down"], 3),
        (["server_error"], 2),
        (["server_error", "server_is_overloaded"], 3),
        ([{"kind": "http", "status": 502, "body": "<html>Bad gateway</html>"}], 2),
        ([{"kind": "http", "status": 408}], 2),
        ([{"kind": "http", "status": 409}], 2),
        (["failed"], 2),
        (["half_closed"], 2),
        (["closed"], 2),
        (["max_output_tokens"], 2),
        (["malformed_json"], 2),
        (["server_error", "malformed_json", "server_error"], 4),
    ],
)
def test_what_passes_ends_well(job: Asker, script: Script, faults: list[Any], calls: int) -> None:
    script(*faults)
    answer = job.ask()
    assert answer.value.total == RIGHT
    assert (job.calls, job.emulators.faults.waiting()) == (calls, [])
    assert {row["state"] for row in job.rows()} == {"succeeded"}
    assert answer.usage.requests == calls


@pytest.mark.parametrize(
    ("faults", "calls", "error", "code"),
    [
        ([retry_after(300)], 1, TemporaryError, "provider_rate_limited"),
        (["server_error"] * 4, 3, TemporaryError, "provider_unavailable"),
        (["server_is_overloaded"] * 4, 3, TemporaryError, "provider_unavailable"),
        (["half_closed"] * 4, 2, TemporaryError, "provider_unreachable"),
        (["closed"] * 4, 2, TemporaryError, "provider_unreachable"),
        (["failed"] * 4, 3, TemporaryError, "provider_unavailable"),
        ([{"kind": "failed", "detail": "invalid_prompt"}], 1, PermanentError, "provider_rejected"),
        (["invalid_api_key"], 1, ConfigurationError, "provider_key"),
        (["unsupported_country"], 1, ConfigurationError, "provider_forbidden"),
        (["model_not_found"], 1, ConfigurationError, "provider_model"),
        (["context_length_exceeded"], 1, PermanentError, "input_too_large"),
        ([{"kind": "http", "status": 422}], 1, PermanentError, "provider_rejected"),
        (["refusal"], 1, PermanentError, "model_refused"),
        (["content_filter"], 1, PermanentError, "content_filtered"),
        (["max_output_tokens"] * 3, 2, PermanentError, "answer_too_long"),
        (["malformed_json"] * 3, 2, PermanentError, "answer_invalid"),
        (["max_output_tokens", "malformed_json"], 2, PermanentError, "answer_invalid"),
        (["malformed_json", "max_output_tokens"], 2, PermanentError, "answer_too_long"),
        (["malformed_json", "refusal"], 2, PermanentError, "model_refused"),
    ],
)
def test_what_does_not_pass_ends_with_its_code(
    job: Asker, script: Script, faults: list[Any], calls: int, error: type[StepError], code: str
) -> None:
    script(*faults)
    with pytest.raises(StepError) as caught:
        job.ask()
    assert (type(caught.value), caught.value.code, job.calls) == (error, code, calls)


def test_a_short_retry_after_is_obeyed_to_the_second(job: Asker, script: Script) -> None:
    script(retry_after(1), retry_after(20))
    job.ask()
    assert job.slept == [1, 20]


def test_a_long_retry_after_is_left_to_the_next_attempt(job: Asker, script: Script) -> None:
    script(retry_after(300))
    with pytest.raises(TemporaryError) as caught:
        job.ask()
    assert (caught.value.retry_after, job.slept) == (300, [])
    assert job.next_attempt().ask().value.total == RIGHT


def test_no_pause_is_longer_than_the_time_left(job: Asker, script: Script) -> None:
    job.seconds = 10.0
    script(retry_after(12))
    with pytest.raises(TemporaryError, match="provider_rate_limited"):
        job.ask()
    assert (job.calls, job.slept) == (1, [])


def test_without_retry_after_the_pauses_grow_and_stay_within_seconds(job: Asker, script: Script) -> None:
    script("server_error", "server_error")
    job.ask()
    first, second = job.slept
    assert 0.3 < first < second < 1.5


def test_without_time_nothing_is_called(job: Asker) -> None:
    job.seconds = 0.5
    with pytest.raises(TemporaryError, match="out_of_time"):
        job.ask()
    assert job.calls == 0


def test_a_hanging_provider_costs_two_calls_and_the_next_attempt_one(
    job: Asker, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(*["hang"] * 3)
    with monkeypatch.context() as patched:
        patched.setattr(pace, "CALL_SECONDS", 0.15)
        patched.setattr(pace, "TOKENS_PER_SECOND", 10_000)
        for attempt, calls in ((job, 2), (job.next_attempt(), 3)):
            with pytest.raises(TemporaryError, match="provider_timeout"):
                attempt.ask()
            assert job.calls == calls
    assert [(row["state"], row["attempts"]) for row in job.rows()] == [("unknown", 3)]
    assert job.next_attempt().ask().usage.requests == 4


def test_a_call_ends_with_the_time_of_the_step(job: Asker, script: Script) -> None:
    script("hang")
    job.seconds = 1.2  # a second of it is kept back
    with pytest.raises(TemporaryError, match="provider_timeout"):
        job.ask()
    assert job.calls == 1  # a pause and a second call would not fit


@pytest.mark.speed
def test_a_call_ends_before_the_step_does(job: Asker, script: Script) -> None:
    script("hang")
    job.seconds = 1.2
    started = time.monotonic()
    with pytest.raises(TemporaryError, match="provider_timeout"):
        job.ask()
    assert 0.15 < time.monotonic() - started < 1.0


def test_a_slow_answer_is_an_answer(job: Asker, script: Script) -> None:
    script({"kind": "slow", "seconds": 0.3})
    assert (job.ask().value.total, job.calls) == (RIGHT, 1)


def test_a_provider_that_is_not_there_is_tried_three_times(job: Asker, closed_url: str) -> None:
    job.url = closed_url
    with pytest.raises(TemporaryError, match="provider_unreachable"):
        job.ask()
    assert [(row["state"], row["attempts"]) for row in job.rows()] == [("failed", 3)]


def test_what_was_paid_for_a_refusal_is_recorded_and_not_paid_again(job: Asker, script: Script) -> None:
    for kind, code in (("refusal", "model_refused"), ("content_filter", "content_filtered")):
        script(kind)
        for attempt in (job, job.next_attempt()):
            with pytest.raises(PermanentError, match=code):
                attempt.ask(document=f"{BILL}{kind}")
    refused, filtered = job.rows()
    assert refused["response"]["refusal"].startswith("I'm sorry")
    assert filtered["response"]["reason"] == "content_filter"
    assert all(row["usage"]["input_tokens"] > 0 and row["usage"]["output_tokens"] > 0 for row in job.rows())
    assert job.calls == 2


def test_an_answer_that_was_cut_off_gets_twice_the_room_and_both_are_counted(job: Asker) -> None:
    long = "\n".join(["Title", *(f"line {number} of many" for number in range(20))])
    answer = job.ask(long, max_output_tokens=150)
    assert len(answer.value.passages) == 20
    cut, whole = job.rows()
    assert (cut["response"]["status"], whole["response"]["status"]) == ("incomplete", "completed")
    assert cut["usage"]["output_tokens"] == 150 < whole["usage"]["output_tokens"] <= 300
    assert answer.usage.output_tokens == 150 + whole["usage"]["output_tokens"]
    assert job.next_attempt().ask(long, max_output_tokens=150) == answer
    assert job.calls == 2


def test_nonsense_twice_is_permanent_and_a_rerun_pays_nothing(job: Asker, script: Script) -> None:
    script("malformed_json", "malformed_json")
    for attempt in (job, job.next_attempt()):
        with pytest.raises(PermanentError, match="answer_invalid: the model's answer is not Reading"):
            attempt.ask()
    assert job.calls == 2


@pytest.mark.parametrize("detail", [None, 1])
def test_invented_quotes_arrive_for_the_step_to_find(job: Asker, script: Script, detail: int | None) -> None:
    script({"kind": "invented_quote", "detail": detail})
    quotes = [passage.quote for passage in job.ask().value.passages]
    invented = [quote for quote in quotes if quote not in BILL]
    assert (len(quotes), len(invented), job.calls) == (2, 1 if detail else 2, 1)


def test_a_wrong_sum_arrives_for_the_step_to_find(job: Asker, script: Script) -> None:
    script("wrong_sum")
    assert (Decimal(job.ask().value.total), job.calls) == (Decimal(RIGHT) + 1, 1)


def test_a_chinese_answer_and_an_empty_one_are_answers(job: Asker, script: Script) -> None:
    script("chinese", "empty_lists")
    chinese = job.ask()
    empty = job.ask(part=1)
    assert chinese.value.title is not None
    assert "中文" in chinese.value.title
    assert (empty.value.passages, empty.value.total, job.calls) == ([], RIGHT, 2)


def test_ten_thousand_lines_are_one_call(job: Asker) -> None:
    bill = "Bill\n" + "\n".join(f"Line {number} 1.00" for number in range(10_000))
    answer = job.ask(bill, max_output_tokens=128_000)
    assert (answer.value.total, len(answer.value.passages), job.calls) == ("10000.00", 10_000, 1)


def test_what_no_model_can_read_is_too_large(job: Asker) -> None:
    with pytest.raises(PermanentError, match="input_too_large"):
        job.ask("word " * 300_000)
    assert job.calls == 1


def test_bad_configuration_leaves_with_78(job: Asker, script: Script) -> None:
    script("model_not_found")
    with pytest.raises(ConfigurationError) as caught:
        job.ask()
    assert caught.value.exit_code == ExitCode.CONFIGURATION
