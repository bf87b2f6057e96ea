"""An attempt's row: opened, told how far it is, closed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from steps.core.errors import ExitCode, NotReady, Unavailable
from steps.core.outcome import JobError
from steps.core.postgres.session import Session
from steps.core.postgres.sql import load
from steps.core.status import AttemptStatus, JobStatus

QUERIES = load("jobs.sql")
PAUSE_SECONDS = 0.5  # between two writes; the last unit is written at once


class Begun(NamedTuple):
    """An attempt that may run, or why there is none: `outcome` is as jobs.begin_attempt has it. `seconds_left`: of its
    job. `outputs`: of the steps before."""

    outcome: str
    pipeline: str | None
    queued_at: Any
    seconds_left: float | None
    number: int | None
    data: Any
    outputs: Any


@dataclass(frozen=True)
class Left:
    """What an attempt left. `output`: JSON; `verdict`: how the job ended with it, and why."""

    status: AttemptStatus
    exit_code: ExitCode
    output: str | None = None
    log: str | None = None
    error: JobError | None = None
    verdict: JobStatus | None = None
    verdict_error: JobError | None = None


def attempt_status(error: BaseException | None) -> AttemptStatus:
    """As how it is recorded that it ended with this."""
    if error is None:
        return AttemptStatus.COMPLETED
    if isinstance(error, Unavailable):
        return AttemptStatus.LOST  # it does not count: the step was not at fault
    return AttemptStatus.WAITING if isinstance(error, NotReady) else AttemptStatus.FAILED


def begin(session: Session, job_id: str, step: str, workflow: str | None) -> Begun:
    """Open the next attempt of a step for this process. Errors: those of `Session.fetch`."""
    key = {"job_id": job_id, "step": step}
    row = session.fetch(QUERIES["begin_attempt"], {**key, **_by(session, workflow)})
    assert row is not None  # noqa: S101  the function always answers with one row
    return Begun(*row)


def end(session: Session, key: Mapping[str, Any], left: Left) -> bool:
    """Close the attempt of this key (job_id, step and number); False where another one took over meanwhile."""
    row = session.fetch(QUERIES["end_attempt"], {**key, **_told(left)})
    return bool(row and row[0])


def end_and_begin(
    session: Session, key: Mapping[str, Any], left: Left, step: str, workflow: str | None
) -> Begun | None:
    """Close the attempt of this key, which is completed, and open the next step's; None as `end` is False."""
    told = {**key, **_told(left), **_by(session, workflow), "next_step": step}
    row = session.fetch(QUERIES["end_and_begin"], told)
    assert row is not None  # noqa: S101  the function always answers with one row
    return Begun(*row[1:]) if row[0] else None


def _by(session: Session, workflow: str | None) -> dict[str, Any]:
    return {"host": session.host, "pid": session.pid, "workflow": workflow}


def _told(left: Left) -> dict[str, Any]:
    return {
        "status": left.status,
        "exit_code": int(left.exit_code),
        "output": left.output,
        "log": left.log,
        "error": left.error and left.error.model_dump_json(),
        "verdict": left.verdict,
        "verdict_error": left.verdict_error and left.verdict_error.model_dump_json(),
    }


class Progress:
    """`key`: job_id, step and number of the attempt. Errors: those of `Session.fetch`."""

    def __init__(self, session: Session, key: Mapping[str, Any]) -> None:
        self._session, self._key, self._next = session, key, 0.0

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` units are done."""
        now = time.monotonic()
        if now >= self._next or done == total:
            self._next = now + PAUSE_SECONDS
            self._session.fetch(QUERIES["progress"], {**self._key, "done": done, "total": total})
