"""When the next attempt of a step starts, as Argo's processNodeRetries decides it. Pure; all times in seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.core.rendered.expressions import evaluate
from pipelines.core.rendered.template import RetryStrategy
from steps.core.errors import ConfigurationError

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(duration: str) -> float:
    """A Go duration ("90", "5s", "1h30m") in seconds; a bare number counts seconds.

    Errors: ConfigurationError `unsupported_template`.
    """
    if duration.strip().isdigit():
        return float(duration)
    parts = re.findall(r"(?<!\d)(\d++(?:\.\d++)?)(ms|[smhd])", duration)
    if not parts or "".join(number + unit for number, unit in parts) != duration.strip():
        raise ConfigurationError(
            "unsupported_template", f"{duration!r} is not a duration such as 10s or 1h30m"
        )
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


@dataclass(frozen=True)
class Ended:
    """How an attempt ended: exit code (-1 where none is known), Failed or Error, and why in words.

    `unavailable`: it lacked what every job runs on, as `message` says (`code: sentence`); it counts as no attempt.
    `code`: of the step's own error, where it named one.
    """

    exit_code: int
    message: str = ""
    status: str = "Failed"
    seconds: float = 0.0
    unavailable: bool = False
    code: str | None = None


def next_wait(strategy: RetryStrategy | None, attempts: int, since_first: float, last: Ended) -> float | str:
    """Seconds until the next attempt, or the reason why there is none.

    `attempts` have been made so far, the first of them `since_first` seconds ago. Argo waits before it looks at policy
    and expression; we look first, because a refusal stays a refusal and nobody gains by waiting for it.
    Errors: ConfigurationError `unsupported_template`, `unsupported_expression`.
    """
    if strategy is None:
        return last.message or "failed"
    if strategy.limit is not None and attempts > int(strategy.limit):
        return "No more retries left"
    policy = strategy.retry_policy or ("Always" if strategy.expression else "OnFailure")
    allowed = {"Always": True, "OnFailure": last.status == "Failed", "OnError": last.status == "Error"}.get(
        policy
    )
    if allowed is None:
        raise ConfigurationError(
            "unsupported_template", f"retryPolicy {policy} is not known to the local executor"
        )
    if not allowed:
        return f"retryPolicy {policy} does not cover {last.status}"
    known = {
        "lastRetry.exitCode": str(last.exit_code),
        "lastRetry.status": last.status,
        "lastRetry.message": last.message,
        "lastRetry.duration": str(int(last.seconds)),
    }
    if strategy.expression is not None and not evaluate(strategy.expression, known):
        return "retryStrategy.expression evaluated to false"
    # Argo ignores the backoff of a strategy without a limit.
    if strategy.backoff is None or strategy.limit is None:
        return 0.0
    wait: float = seconds(strategy.backoff.duration) * int(strategy.backoff.factor) ** (attempts - 1)
    if strategy.backoff.cap is not None:
        wait = min(wait, seconds(strategy.backoff.cap))
    if strategy.backoff.max_duration is not None and since_first + wait > seconds(
        strategy.backoff.max_duration
    ):
        return "Backoff would exceed max duration limit"
    return wait


def unavailable_wait(waits: int) -> float:
    """Seconds until the next look for what every job runs on: from 0.5, growing to 15."""
    return min(15.0, 0.5 * 2.0 ** min(waits, 10))
