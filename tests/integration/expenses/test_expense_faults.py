"""What happens to an expense job when its model fails, lies, or dies half way."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from steps.core.errors import ConfigurationError, PermanentError, StepError, TemporaryError
from steps.expenses.unknown import MOST_MERCHANTS
from tests.integration.expenses.conftest import Expenses

Script = Callable[..., None]
MERCHANTS = ("STAPLES 22", "QX ZENITH", "OSTERIA DEL PONTE")
MANY = tuple(f"QX {chr(65 + n // 26)}{chr(65 + n % 26)} ZENITH" for n in range(4 * MOST_MERCHANTS + 20))


@pytest.mark.parametrize(
    ("faults", "calls"),
    [
        ([], 1),
        ([{"kind": "rate_limit_exceeded", "retry_after": 1}], 2),
        (["server_error", "server_is_overloaded"], 3),
        (["malformed_json"], 2),
        (["max_output_tokens"], 2),
        (["empty_lists"], 1),
        (["wrong_sum"], 1),
        (["chinese"], 1),
    ],
)
def test_what_passes_ends_well(attempt: Expenses, script: Script, faults: list[Any], calls: int) -> None:
    script(*faults)
    output = attempt.run(*MERCHANTS)
    assert [line.category for line in output.result.lines] == ["office", "uncategorized", "meals"]
    assert output.result.grand_totals[0].amount == Decimal("29.70")
    assert output.result.lines[1].needs_review
    assert (attempt.calls, output.usage.requests) == (calls, calls)


@pytest.mark.parametrize(
    ("faults", "error", "code"),
    [
        ([{"kind": "rate_limit_exceeded", "retry_after": 300}], TemporaryError, "provider_rate_limited"),
        (["insufficient_quota"], ConfigurationError, "provider_billing"),
        (["invalid_api_key"], ConfigurationError, "provider_key"),
        (["refusal"], PermanentError, "model_refused"),
        (["malformed_json"] * 2, PermanentError, "answer_invalid"),
    ],
)
def test_what_does_not_pass_ends_with_its_code(
    attempt: Expenses, script: Script, faults: list[Any], error: type[StepError], code: str
) -> None:
    script(*faults)
    with pytest.raises(StepError) as caught:
        attempt.run(*MERCHANTS)
    assert (type(caught.value), caught.value.code) == (error, code)
    for said in (caught.value.message, attempt.log):
        assert "ZENITH" not in said


def test_known_merchants_cost_nothing(attempt: Expenses) -> None:
    attempt.run("STAPLES 22", "UBER *TRIP")
    assert attempt.calls == 0


def test_what_was_paid_for_before_a_failure_is_not_paid_again(attempt: Expenses, script: Script) -> None:
    """Five batches: one is refused an answer for longer than an attempt waits; the next attempt asks for it alone."""
    script({"kind": "rate_limit_exceeded", "retry_after": 300, "after": 3})
    with pytest.raises(TemporaryError):
        attempt.run(*MANY)
    output = attempt.next_attempt().run(*MANY)
    assert len(output.result.lines) == len(MANY)
    assert attempt.calls == 1 + 5
    assert attempt.next_attempt().run(*MANY).model_dump_json() == output.model_dump_json()
    assert attempt.calls == 1 + 5
