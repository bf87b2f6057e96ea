"""A job and its attempts as operations show them, made without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.operations.jobs import AttemptView, JobView

ZERO = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


def at(seconds: float | None) -> datetime | None:
    """So long after ZERO; None where it did not happen."""
    return None if seconds is None else ZERO + timedelta(seconds=seconds)


def job_view(at: datetime, status: str = "running", **known: Any) -> JobView:
    """A job queued at `at`; every field that is not known is null, or as a first job has it."""
    always = {
        "id": "1",
        "pipeline": "news-analyzer",
        "event_id": "1",
        "generation": 0,
        "priority": 0,
        "gathered": 0,
    }
    times = {"run_at": at, "queued_at": at}
    nothing = dict.fromkeys(JobView.model_fields)
    return JobView.model_validate({**nothing, "attempts": [], **always, **times, "status": status, **known})


def attempt_view(
    step: str, started_at: datetime, finished_at: datetime | None, status: str = "completed", **known: Any
) -> AttemptView:
    """One attempt of a step; it has the exit code of its status."""
    exit_code = {"completed": 0, "failed": 75, "waiting": 75}.get(status)
    nothing = dict.fromkeys(AttemptView.model_fields)
    times = {"started_at": started_at, "finished_at": finished_at}
    told = {"step": step, "number": 1, "status": status, "exit_code": exit_code}
    return AttemptView.model_validate({**nothing, **told, **times, **known})
