"""`bgjobs cancel`: stop a job."""

from __future__ import annotations

import typer
from rich.text import Text

from pipelines.commands.bulk.asking import (
    AllOption,
    DryRunOption,
    OneIdArgument,
    RateOption,
    WhereOption,
    WhyOption,
    begin,
    one_or_many,
)
from pipelines.commands.terminal.installation import connected, full_id
from pipelines.commands.terminal.options import JsonOption, QuietOption
from pipelines.commands.terminal.screen import answer
from pipelines.operations.audit.origin import this_user
from pipelines.operations.bulk.states import Kind
from pipelines.operations.cancellation import cancel as cancel_job
from steps.core.status import JobStatus


def cancel(
    job_id: OneIdArgument = None,
    where: WhereOption = None,
    everything: AllOption = False,
    rate: RateOption = None,
    why: WhyOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Stop a job: at once while it is queued; a running step is killed. Exit code 1 where it was final already. With
    --where, stop all jobs that fit."""
    if (one := one_or_many(job_id, where, everything)) is None:
        begin(
            Kind.CANCEL, where, everything, rate=rate, why=why, dry_run=dry_run, as_json=as_json, quiet=quiet
        )
        return
    with connected() as connection:
        found = full_id(connection, one)
        status = cancel_job(connection, found, origin=this_user())
    done = str(JobStatus.CANCELLED) if status == JobStatus.CANCELLED else f"The job is {status} already."
    answer(as_json, quiet, {"id": found, "status": status}, [found], lambda: Text(done))
    raise typer.Exit(0 if status == JobStatus.CANCELLED else 1)
