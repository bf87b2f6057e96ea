"""`bgjobs cancel`: stop a job."""

from __future__ import annotations

import json

import typer

from pipelines.commands.terminal.installation import connected, full_id
from pipelines.commands.terminal.options import IdArgument, JsonOption
from pipelines.operations.audit.origin import this_user
from pipelines.operations.cancellation import cancel as cancel_job
from steps.core.status import JobStatus


def cancel(job_id: IdArgument, as_json: JsonOption = False) -> None:
    """Stop a job: at once while it is queued; a running step is killed. Exit code 1 where it was final already."""
    with connected() as connection:
        found = full_id(connection, job_id)
        status = cancel_job(connection, found, origin=this_user())
    if as_json:
        typer.echo(json.dumps({"id": found, "status": status}))
    else:
        typer.echo(JobStatus.CANCELLED if status == JobStatus.CANCELLED else f"The job is {status} already.")
    raise typer.Exit(0 if status == JobStatus.CANCELLED else 1)
