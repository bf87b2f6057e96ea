"""The table of failures: what each status and code means, and that no text of the provider gets through."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from steps.core.errors import ConfigurationError, PermanentError, StepError, TemporaryError
from steps.core.llm.provider.call_failures import (
    BILLING,
    Failure,
    of_connection,
    of_nonsense,
    of_reply,
    of_status,
    retry_after,
)
from steps.core.models import Usage


def status(number: int, code: str | None = None, kind: str | None = None) -> Failure:
    return of_status(number, code=code, kind=kind, headers={}, model="gpt-9")


@pytest.mark.parametrize(
    ("number", "code", "error", "ours", "repeat"),
    [
        (400, "context_length_exceeded", PermanentError, "input_too_large", False),
        (400, "invalid_json_schema", PermanentError, "provider_rejected", False),
        (401, "invalid_api_key", ConfigurationError, "provider_key", False),
        (403, None, ConfigurationError, "provider_forbidden", False),
        (404, "model_not_found", ConfigurationError, "provider_model", False),
        (408, None, TemporaryError, "provider_unavailable", True),
        (409, None, TemporaryError, "provider_unavailable", True),
        (413, None, PermanentError, "input_too_large", False),
        (418, None, PermanentError, "provider_rejected", False),
        (422, None, PermanentError, "provider_rejected", False),
        (429, "rate_limit_exceeded", TemporaryError, "provider_rate_limited", True),
        (429, "slow_down", TemporaryError, "provider_rate_limited", True),
        (429, None, TemporaryError, "provider_rate_limited", True),
        (500, None, TemporaryError, "provider_unavailable", True),
        (502, None, TemporaryError, "provider_unavailable", True),
        (503, "server_is_overloaded", TemporaryError, "provider_unavailable", True),
        (504, None, TemporaryError, "provider_unavailable", True),
        (529, None, TemporaryError, "provider_unavailable", True),
    ],
)
def test_http_errors(number: int, code: str | None, error: type[StepError], ours: str, repeat: bool) -> None:
    failure = status(number, code)
    assert (type(failure.error), failure.error.code, failure.repeat) == (error, ours, repeat)
    assert (failure.unknown, failure.billing) == (False, False)


@pytest.mark.parametrize("code", sorted(BILLING))
def test_no_money_is_no_rate_limit(code: str) -> None:
    failure = status(429, code)
    assert (type(failure.error), failure.error.code) == (ConfigurationError, "provider_billing")
    assert (failure.repeat, failure.billing) == (False, True)


def test_the_type_alone_tells_that_there_is_no_money() -> None:
    assert status(429, "some_new_code", "insufficient_quota").billing


@pytest.mark.parametrize("code", ["Incorrect API key provided: sk-1", "x" * 61, "Ключ", "a b"])
def test_a_code_that_is_none_is_left_out(code: str) -> None:
    for failure in (status(400, code), of_reply("failed", code, Usage())):
        assert code not in failure.error.message


def test_a_failed_answer_may_pass_or_not() -> None:
    assert of_reply("failed", "server_error", Usage()).repeat
    assert of_reply("failed", "rate_limit_exceeded", Usage()).repeat
    assert not of_reply("failed", "invalid_prompt", Usage()).repeat
    assert of_reply("cancelled", None, Usage()).repeat


def test_only_what_may_have_arrived_is_unknown() -> None:
    assert of_connection(timeout=True, sent=True).unknown
    assert not of_connection(timeout=False, sent=False).unknown
    assert of_nonsense().unknown


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_retry_after_as_a_date() -> None:
    seconds = retry_after({"retry-after": formatdate(time.time() + 30, usegmt=True)})
    assert seconds == pytest.approx(30, abs=2)
