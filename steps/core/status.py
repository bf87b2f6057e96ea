"""The states of jobs and of attempts: the only place in Python that spells them; PostgreSQL checks the same words."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field


class JobStatus(StrEnum):
    """Where a job is. A final one never changes again."""

    QUEUED = "queued"  # it waits for its time and for a dispatcher
    DISPATCHED = "dispatched"  # an executor has it, and no step has begun yet
    RUNNING = "running"  # a step has begun
    COMPLETED = "completed"  # every step is done and the result is there
    FAILED = "failed"  # a step, its workflow or the job's time came to an end without a result
    CANCELLED = "cancelled"  # somebody stopped it
    SKIPPED = "skipped"  # it ended without having been run


class AttemptStatus(StrEnum):
    """Where one attempt of a step is."""

    RUNNING = "running"  # its process is at work
    COMPLETED = "completed"  # it left the step's output
    FAILED = "failed"  # it ended with an error
    WAITING = "waiting"  # a poll step found that somebody else is still working: it looks again later
    LOST = "lost"  # whoever ran it is gone, or the job ended first


AT_WORK = frozenset({JobStatus.DISPATCHED, JobStatus.RUNNING})
ACTIVE = AT_WORK | {JobStatus.QUEUED}
FINAL = frozenset(JobStatus) - ACTIVE
UNHAPPY = FINAL - {JobStatus.COMPLETED}

# A row may have been written by a newer version, whose words we show as they are.
StoredJobStatus = Annotated[JobStatus | str, Field(union_mode="left_to_right")]
StoredAttemptStatus = Annotated[AttemptStatus | str, Field(union_mode="left_to_right")]
