"""How a job ended whose Workflow could not say it itself: what its exit handler would have said. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipelines.control.reconciler.snapshot import WorkflowSnapshot
from pipelines.core.pipeline import dashed
from steps import update_job_status
from steps.core.outcome import JobError, Outcome
from steps.core.status import JobStatus
from steps.update_job_status import UnfinishedStep, first_error

EXIT_STEP = dashed(update_job_status.__name__)  # the step whose part this is


def ended(workflow: WorkflowSnapshot, unfinished: Sequence[UnfinishedStep]) -> Outcome:
    """Of a Workflow that ended without its exit handler, or whose exit handler failed."""
    if workflow.succeeded:
        return Outcome(status=JobStatus.COMPLETED)
    if workflow.terminated:
        return failed("workflow_terminated", "the workflow was terminated", unfinished)
    if workflow.phase == "Error" and not unfinished:
        return failed("workflow_error", workflow.message or "Argo could not run the workflow")
    messages = [workflow.message, *(pod.message for pod in workflow.failed_pods)]
    failures = json.dumps([{"message": message} for message in messages if message])
    return Outcome(status=JobStatus.FAILED, error=first_error(unfinished, failures))


def failed(
    code: str, message: str, unfinished: Sequence[UnfinishedStep] = (), *, retryable: bool = True
) -> Outcome:
    """With the step that had been begun and not finished, if there is one."""
    step, attempt = (unfinished[0].step, unfinished[0].number) if unfinished else (None, None)
    error = JobError(code=code, message=message, step=step, attempt=attempt, retryable=retryable)
    return Outcome(status=JobStatus.FAILED, error=error)
