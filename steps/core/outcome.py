"""How a job ends: its final status and, where it is not a happy one, its error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from steps.core.models import Model
from steps.core.status import JobStatus

CANCELLED = "cancelled"  # the code of a job's error that somebody asked for
EXPIRED = "expired"  # the code of a job's error whose turn did not come in time
PASSED_OVER = (
    "skipped",
    "merged",
    "superseded",
    "replaced",
)  # the codes of those whose place another job took
UNEXPECTED = "unexpected"  # the code of what no error of ours stands for


class JobError(Model):
    """Why a job or one of its attempts failed: a stable code for programs and a sentence for people.

    `step` and `attempt` say where it happened, null where it was no step. `retryable`: another try with the same input
    may end otherwise.
    """

    code: str
    message: str
    step: str | None = None
    attempt: int | None = None
    retryable: bool


class Outcome(Model):
    """`status` is a final one; `error` the first real one, null for a completed job."""

    status: JobStatus
    error: JobError | None = None


def read_error(stored: Any) -> JobError | None:
    """An error as PostgreSQL has it. What somebody else wrote there may say less, or nonsense; it is shown as it is."""
    if stored is None or isinstance(stored, JobError):
        return stored
    known: Mapping[str, Any] = stored if isinstance(stored, Mapping) else {"message": stored}
    code, message, step, attempt = (known.get(name) for name in ("code", "message", "step", "attempt"))
    return JobError(
        code=UNEXPECTED if code is None else str(code),
        message="" if message is None else str(message),
        step=None if step is None else str(step),
        attempt=attempt if isinstance(attempt, int) else None,
        retryable=known.get("retryable") is True,
    )


StoredError = Annotated[JobError | None, BeforeValidator(read_error)]
