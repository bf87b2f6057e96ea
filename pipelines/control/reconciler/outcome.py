"""The outcome of a job whose exit handler did not record one. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.control.reconciler.snapshot import WorkflowSnapshot
from steps.core.models import Model
from steps.update_job_status import first_error

Attempt = Mapping[str, Any]  # a row of the query `unfinished_steps`


class Outcome(Model):
    """`status` is completed or failed."""

    status: str
    error: dict[str, Any] | None = None


def ended(workflow: WorkflowSnapshot, unfinished: Sequence[Attempt]) -> Outcome:
    """Of a Workflow that ended without its exit handler, or whose exit handler failed."""
    if workflow.succeeded:
        return Outcome(status="completed")
    if workflow.terminated:
        return failed("workflow_terminated", "the workflow was terminated", unfinished)
    if workflow.phase == "Error" and not unfinished:
        return failed("workflow_error", workflow.message or "Argo could not run the workflow")
    messages = [workflow.message, *(pod.message for pod in workflow.failed_pods)]
    failures = json.dumps([{"message": message} for message in messages if message])
    return Outcome(status="failed", error=first_error([dict(row) for row in unfinished], failures))


def failed(code: str, message: str, unfinished: Sequence[Attempt] = (), *, retryable: bool = True) -> Outcome:
    """With the step that had been begun and not finished, if there is one."""
    last = unfinished[0] if unfinished else {}
    error = {
        "code": code,
        "message": message,
        "step": last.get("step"),
        "attempt": last.get("number"),
        "retryable": retryable,
    }
    return Outcome(status="failed", error=error)
