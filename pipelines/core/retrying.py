"""How often and after what pause a step is tried again; pipelines/core/rendered/backoff.py computes with it locally."""

from __future__ import annotations

from hera.workflows import RetryPolicy, RetryStrategy
from hera.workflows import models as m

from steps.core.errors import ExitCode

RETRIES = 3
FIRST_PAUSE = 5  # seconds; each pause is twice the one before: 5, 10 and 20
LONGEST_PAUSE = 60  # seconds; reached only by a pipeline with more retries
FIRST_LOOK = 3  # seconds after which a poll step looks again: 3, 6, 12, ...
LONGEST_LOOK = 60  # seconds between two looks of a poll step

# An unknown exit code counts as temporary: a pod that was killed or evicted leaves no code of its own.
UNLESS_FINAL = f"!(asInt(lastRetry.exitCode) in {[int(ExitCode.PERMANENT), int(ExitCode.CONFIGURATION)]})"
RETRYING = RetryStrategy(
    limit=str(RETRIES),
    retry_policy=RetryPolicy.always,
    expression=UNLESS_FINAL,
    backoff=m.Backoff(duration=f"{FIRST_PAUSE}s", factor=2, cap=f"{LONGEST_PAUSE}s"),
)


class Polling(RetryStrategy):
    """How a step is retried that waits for somebody else. Its template says so: who runs it may wake it."""


def polling(up_to: int) -> Polling:
    """Look again after growing pauses for `up_to` seconds; no pod lives in between.

    Argo ignores a backoff without a limit; this one is so high that the time ends first.
    """
    return Polling(
        limit=str(up_to // LONGEST_LOOK + 5),
        retry_policy=RetryPolicy.always,
        expression=UNLESS_FINAL,
        backoff=m.Backoff(
            duration=f"{FIRST_LOOK}s", factor=2, cap=f"{LONGEST_LOOK}s", max_duration=f"{up_to}s"
        ),
    )
