"""The waits between attempts, as Argo's controller computes them."""

from __future__ import annotations

import pytest

from pipelines.core.rendered.backoff import Ended, next_wait, seconds
from pipelines.core.rendered.template import RetryStrategy
from steps.core.errors import ConfigurationError

FAILED = Ended(75)


def strategy(**fields: object) -> RetryStrategy:
    return RetryStrategy.model_validate({"limit": "3", "retryPolicy": "Always", **fields})


@pytest.mark.parametrize(
    ("text", "expected"), [("90", 90), ("5s", 5), ("1h30m", 5400), ("250ms", 0.25), ("2d", 172800)]
)
def test_durations(text: str, expected: float) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "s", "5 s", "5x", "-5s", "5s5"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        seconds(text)


def test_waits_grow_by_the_factor_up_to_the_cap() -> None:
    growing = strategy(limit="9", backoff={"duration": "5s", "factor": 2, "cap": "30s"})
    assert [next_wait(growing, attempts, 0, FAILED) for attempts in range(1, 6)] == [5, 10, 20, 30, 30]


def test_attempts_are_the_limit_and_one() -> None:
    assert next_wait(strategy(), 3, 0, FAILED) == 0
    assert next_wait(strategy(), 4, 0, FAILED) == "No more retries left"


def test_no_strategy_means_one_attempt() -> None:
    assert next_wait(None, 1, 0, Ended(75, "why")) == "why"


def test_a_wait_beyond_the_maximum_duration_ends_it() -> None:
    limited = strategy(backoff={"duration": "10s", "factor": 1, "maxDuration": "60s"})
    assert next_wait(limited, 1, 49, FAILED) == 10
    assert next_wait(limited, 1, 51, FAILED) == "Backoff would exceed max duration limit"


def test_without_a_limit_argo_ignores_the_backoff() -> None:
    unlimited = RetryStrategy.model_validate({"retryPolicy": "Always", "backoff": {"duration": "10s"}})
    assert next_wait(unlimited, 50, 0, FAILED) == 0


@pytest.mark.parametrize(
    ("code", "again"), [(65, False), (78, False), (75, True), (1, True), (137, True), (-1, True)]
)
def test_the_expression_decides_by_exit_code(code: int, again: bool) -> None:
    expression = "!(asInt(lastRetry.exitCode) in [65, 78])"
    assert isinstance(next_wait(strategy(expression=expression), 1, 0, Ended(code)), float) == again


@pytest.mark.parametrize(
    ("policy", "status", "again"),
    [
        ("OnFailure", "Failed", True),
        ("OnFailure", "Error", False),
        ("OnError", "Error", True),
        ("OnError", "Failed", False),
    ],
)
def test_the_policy_decides_by_status(policy: str, status: str, again: bool) -> None:
    outcome = next_wait(strategy(retryPolicy=policy), 1, 0, Ended(1, status=status))
    assert isinstance(outcome, float) == again


def test_an_unknown_policy_is_refused_by_name() -> None:
    with pytest.raises(ConfigurationError, match="OnTransientError"):
        next_wait(strategy(retryPolicy="OnTransientError"), 1, 0, FAILED)
