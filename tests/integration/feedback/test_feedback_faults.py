"""What happens to a feedback job when its model fails, lies, or dies half way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from steps.core.errors import ConfigurationError, PermanentError, StepError, TemporaryError
from steps.feedback.batches import MOST_ITEMS
from tests.integration.feedback.conftest import Feedback

Script = Callable[..., None]
TEXTS = (
    "The export is broken and support never answered.",
    "I love the new design!",
    "How do I change my plan?",
)
MANY = tuple(f"Message number {n}: the export is broken." for n in range(4 * MOST_ITEMS + 1))


@pytest.mark.parametrize(
    ("faults", "calls"),
    [
        ([], 1),
        ([{"kind": "rate_limit_exceeded", "retry_after": 1}], 2),
        (["server_error", "server_is_overloaded"], 3),
        (["malformed_json"], 2),
        (["max_output_tokens"], 2),
        (["empty_lists"], 2),
    ],
    ids=["none", "rate limit", "unavailable twice", "malformed", "cut off", "nothing answered at first"],
)
def test_what_passes_ends_well(attempt: Feedback, script: Script, faults: list[Any], calls: int) -> None:
    script(*faults)
    output = attempt.run(*TEXTS)
    assert [item.sentiment for item in output.result.items] == ["negative", "positive", "neutral"]
    assert (attempt.calls, output.usage.requests) == (calls, calls)
    assert (output.engine, output.engine_detail) == ("rules", "rules-1")


@pytest.mark.parametrize(
    ("faults", "error", "code"),
    [
        ([{"kind": "rate_limit_exceeded", "retry_after": 300}], TemporaryError, "provider_rate_limited"),
        (["insufficient_quota"], ConfigurationError, "provider_billing"),
        (["invalid_api_key"], ConfigurationError, "provider_key"),
        (["refusal"], PermanentError, "model_refused"),
        (["content_filter"], PermanentError, "content_filtered"),
        (["malformed_json"] * 2, PermanentError, "answer_invalid"),
        (["empty_lists"] * 2, PermanentError, "answer_incomplete"),
        (["chinese"], PermanentError, "ungrounded"),
        (["invented_quote"], PermanentError, "ungrounded"),
    ],
)
def test_what_does_not_pass_ends_with_its_code(
    attempt: Feedback, script: Script, faults: list[Any], error: type[StepError], code: str
) -> None:
    script(*faults)
    with pytest.raises(StepError) as caught:
        attempt.run(*TEXTS)
    assert (type(caught.value), caught.value.code) == (error, code)
    for said in (caught.value.message, attempt.log):
        assert "export" not in said


def test_one_invented_quote_among_many_is_dropped_and_counted(attempt: Feedback, script: Script) -> None:
    script({"kind": "invented_quote", "detail": 1})
    output = attempt.run(*(f"{text} Order {n}." for n in range(5) for text in TEXTS[:2]))
    assert "nobody ever said so" not in output.model_dump_json()
    [check] = [check for check in output.checks if check.code == "grounded"]
    assert "1 dropped" in check.detail
    assert check.detail in output.warnings


def test_what_was_paid_for_before_a_failure_is_not_paid_again(attempt: Feedback, script: Script) -> None:
    """Five batches: one is refused an answer for longer than an attempt waits; the next attempt asks for it alone."""
    script({"kind": "rate_limit_exceeded", "retry_after": 300, "after": 3})
    with pytest.raises(TemporaryError):
        attempt.run(*MANY)
    answered = attempt.calls - 1
    assert 3 <= answered <= 4
    output = attempt.next_attempt().run(*MANY)
    assert len(output.result.items) == len(MANY)
    assert attempt.calls == 1 + 5
    assert attempt.next_attempt().run(*MANY).model_dump_json() == output.model_dump_json()
    assert attempt.calls == 1 + 5
