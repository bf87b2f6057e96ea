"""A job of one generation with its attempts, as the recorder reads it. A row that cannot be read harms only itself."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from uuid import UUID

from steps.core.models import Model
from steps.core.status import FINAL, JobStatus, StoredAttemptStatus, StoredJobStatus


class ShortError(Model):
    """Code and sentence of an error; the sentence is cut, and nothing else of the error is read."""

    code: str | None = None
    message: str | None = None

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.code, self.message)))


class RecordedAttempt(Model):
    """`place` counts from 0 within the step and the generation, as Argo numbers attempts."""

    step: str
    place: int
    status: StoredAttemptStatus
    exit_code: int | None = None
    error: ShortError | None = None
    host: str | None = None
    started_at: datetime
    finished_at: datetime | None = None


class RecordedJob(Model):
    """`goes_on_as`: the Workflow of a later generation, where this one lost the job. `outputs`: steps that have left
    theirs, in this job or in the one that it repeats. `version` grows with whatever the record would show;
    `recorded`: it was written before. Times are the database's, `now` as well."""

    id: UUID
    generation: int
    pipeline: str
    workflow: str
    goes_on_as: str | None = None
    status: StoredJobStatus
    error: ShortError | None = None
    rerun_of: UUID | None = None
    dispatched_at: datetime
    finished_at: datetime | None = None
    now: datetime
    version: int
    recorded: bool = False
    attempts: tuple[RecordedAttempt, ...] = ()
    outputs: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[UUID, int]:
        return self.id, self.generation

    @property
    def final(self) -> bool:
        """Whether nothing follows in this generation."""
        return self.status in FINAL or self.goes_on_as is not None

    @property
    def succeeded(self) -> bool:
        return self.goes_on_as is None and self.status == JobStatus.COMPLETED

    @cached_property
    def started_at(self) -> datetime:
        """When this generation began."""
        if self.generation == 0:
            return self.dispatched_at
        return min((one.started_at for one in self.attempts), default=self.dispatched_at)

    @cached_property
    def ended_at(self) -> datetime | None:
        """When this generation ended; the job itself may go on."""
        if self.goes_on_as is None:
            return self.finished_at
        return max((one.finished_at or one.started_at for one in self.attempts), default=self.now)

    @property
    def message(self) -> str:
        """Why it did not end well; empty where it did, or has not ended."""
        if self.goes_on_as is not None:
            return f"lost: who ran it is gone; the job goes on as {self.goes_on_as}"
        return str(self.error) if self.error and not self.succeeded else ""
