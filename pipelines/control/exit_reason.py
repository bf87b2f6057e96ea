"""The error of an attempt whose process was killed or exited without recording one, for every executor alike."""

from __future__ import annotations

from pipelines.core.rendered.backoff import Ended
from steps.core.outcome import JobError

SIGNALLED = 128  # exit codes above: by the signal of that number more
STOPPED, KILLED = 143, 137  # 128 + SIGTERM; 128 + SIGKILL, which is also how the OOM killer ends a process


def exit_error(exit_code: int | None, message: str, code: str | None = None) -> JobError:
    """The error that Postgres keeps of the attempt. `exit_code` is None where nobody knows it: the pod is gone;
    `code`: of the error that the step's process named as it ended."""
    return JobError(
        code=code or _code(exit_code, message), message=message or "the step's process ended", retryable=True
    )


def _code(exit_code: int | None, message: str) -> str:
    if "OOMKilled" in message:
        return "out_of_memory"
    if exit_code == STOPPED or "deadline" in message.lower():
        return "deadline_exceeded"
    if exit_code == KILLED or exit_code is None:
        return "killed"
    return "died"


def broke_its_process(ended: Ended) -> bool:
    """Whether the step's process ran out of memory or crashed, which a pod may bear better; not one that was ended at
    its deadline, or that named an error."""
    return ended.code is None and (
        "OOMKilled" in ended.message
        or (ended.exit_code > SIGNALLED and _code(ended.exit_code, ended.message) == "died")
    )
