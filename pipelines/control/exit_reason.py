"""What an attempt died of that could not say it itself: the same words on a laptop and on a cluster."""

from __future__ import annotations

from steps.core.outcome import JobError

STOPPED, KILLED = 143, 137  # by SIGTERM, and by SIGKILL: so ends also what the kernel had no memory for


def error_of_death(exit_code: int | None, message: str) -> JobError:
    """The error that Postgres keeps of the attempt. `exit_code` is None where nobody knows it: the pod is gone."""
    return JobError(
        code=_code(exit_code, message), message=message or "the step's process ended", retryable=True
    )


def _code(exit_code: int | None, message: str) -> str:
    if "OOMKilled" in message:
        return "out_of_memory"
    if exit_code == STOPPED or "deadline" in message.lower():
        return "deadline_exceeded"
    if exit_code == KILLED or exit_code is None:
        return "killed"
    return "died"
