"""The exit handler of every pipeline: mark the job completed or failed, with the first real error."""

from __future__ import annotations

import json
from collections.abc import Sequence

from psycopg.rows import class_row

from steps.core.context import Context
from steps.core.models import Model
from steps.core.needs import Need
from steps.core.outcome import JobError, Outcome, StoredError
from steps.core.postgres.sql import load
from steps.core.status import AttemptStatus, JobStatus, StoredAttemptStatus

ON_EXIT = True  # it runs however the other steps end
NEEDS = frozenset[Need]()
QUERIES = load("jobs.sql")


class Input(Model):
    """What Argo tells its exit handler: Succeeded, Failed or Error, and a JSON list of what failed."""

    workflow_status: str
    workflow_failures: str = "null"


class Output(Model):
    status: JobStatus


class UnfinishedStep(Model):
    """A step that was tried and left no output: its last attempt."""

    step: str
    number: int
    status: StoredAttemptStatus
    error: StoredError = None

    def failed(self, code: str, message: str) -> JobError:
        return JobError(code=code, message=message, step=self.step, attempt=self.number, retryable=True)


def failure_messages(failures: str) -> list[str]:
    """The messages in Argo's `workflow.failures`, which arrives as JSON, or as a JSON string holding JSON."""
    try:
        decoded = json.loads(failures)
        nodes = json.loads(decoded) if isinstance(decoded, str) else decoded
    except ValueError:
        return []
    return [node["message"] for node in nodes or [] if isinstance(node, dict) and node.get("message")]


def first_error(unfinished: Sequence[UnfinishedStep], failures: str) -> JobError:
    """The job's error: that of the step that ended first without a result, else what the workflow itself says."""
    messages = failure_messages(failures)
    if any("deadline" in message.lower() for message in messages) and not any(
        row.error and not row.error.retryable for row in unfinished
    ):
        return JobError(
            code="deadline_exceeded",
            message="the job did not end within its time",
            step=unfinished[0].step if unfinished else None,
            attempt=unfinished[0].number if unfinished else None,
            retryable=True,
        )
    for row in unfinished:
        if row.status == AttemptStatus.WAITING:
            return row.failed("not_ready_in_time", "the provider did not finish within the step's time")
        if row.error:
            return row.error.model_copy(update={"step": row.step, "attempt": row.number})
        if row.status == AttemptStatus.RUNNING:
            return row.failed("died", "the step's process ended without a word")
    return JobError(
        code="workflow_failed",
        message=messages[0] if messages else "the workflow failed before any step ran",
        retryable=True,
    )


def run(input: Input, context: Context) -> Output:
    outcome = Outcome(status=JobStatus.COMPLETED)
    if input.workflow_status != "Succeeded":
        with context.connection.cursor(row_factory=class_row(UnfinishedStep)) as cursor:
            unfinished = cursor.execute(
                QUERIES["unfinished_steps"], {"job_id": context.job_id, "but": context.step}
            ).fetchall()
        error = first_error(unfinished, input.workflow_failures)
        outcome = Outcome(status=JobStatus.FAILED, error=error)
    context.finish_job(outcome)
    return Output(status=outcome.status)
