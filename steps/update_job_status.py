"""The exit handler of every pipeline: mark the job completed or failed, with the first real error."""

from __future__ import annotations

import json
from typing import Any

from psycopg.rows import dict_row

from steps.core.context import Context, Verdict
from steps.core.models import Model
from steps.core.postgres.sql import load

QUERIES = load("jobs.sql")


class Input(Model):
    """What Argo tells its exit handler: Succeeded, Failed or Error, and a JSON list of what failed."""

    workflow_status: str
    workflow_failures: str = "null"


class Output(Model):
    status: str


def failure_messages(failures: str) -> list[str]:
    """The messages in Argo's `workflow.failures`, which arrives as JSON, or as a JSON string holding JSON."""
    try:
        decoded = json.loads(failures)
        nodes = json.loads(decoded) if isinstance(decoded, str) else decoded
    except ValueError:
        return []
    return [node["message"] for node in nodes or [] if isinstance(node, dict) and node.get("message")]


def first_error(unfinished: list[dict[str, Any]], failures: str) -> dict[str, Any]:
    """The job's error: that of the step that ended first without a result, else what the workflow itself says."""
    messages = failure_messages(failures)
    if any("deadline" in message.lower() for message in messages) and not any(
        row["error"] and not row["error"].get("retryable", True) for row in unfinished
    ):
        step = unfinished[0]["step"] if unfinished else None
        return {
            "code": "deadline_exceeded",
            "message": "the job did not end within its time",
            "step": step,
            "attempt": unfinished[0]["number"] if unfinished else None,
            "retryable": True,
        }
    for row in unfinished:
        if row["status"] == "waiting":
            return {
                "code": "not_ready_in_time",
                "message": "the provider did not finish within the step's time",
                "step": row["step"],
                "attempt": row["number"],
                "retryable": True,
            }
        if row["error"] or row["status"] == "running":
            died = {"code": "died", "message": "the step's process ended without a word", "retryable": True}
            return {**(row["error"] or died), "step": row["step"], "attempt": row["number"]}
    return {
        "code": "workflow_failed",
        "message": messages[0] if messages else "the workflow failed before any step ran",
        "step": None,
        "attempt": None,
        "retryable": True,
    }


def run(input: Input, context: Context) -> Output:
    if input.workflow_status == "Succeeded":
        context.finish_job(Verdict(status="completed"))
        return Output(status="completed")
    with context.connection.cursor(row_factory=dict_row) as cursor:
        unfinished = cursor.execute(
            QUERIES["unfinished_steps"], {"job_id": context.job_id, "but": context.step}
        ).fetchall()
    error = first_error(unfinished, input.workflow_failures)
    context.finish_job(Verdict(status="failed", error=error))
    return Output(status="failed")
