"""`bgjobs rerun`: run a final job again, from its first step or a later one."""

from __future__ import annotations

import json
from typing import Annotated

import typer

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
from pipelines.commands.terminal import display
from pipelines.commands.terminal.following import follow
from pipelines.commands.terminal.inputs import read_data
from pipelines.commands.terminal.installation import full_id
from pipelines.commands.terminal.options import BadInput, DataOption, JsonOption
from pipelines.operations.audit.origin import this_user
from pipelines.operations.bulk.states import Kind
from pipelines.operations.jobs import find_job
from pipelines.operations.reruns import CannotRerun
from pipelines.operations.reruns import rerun as rerun_job
from pipelines.runtime.database import Database
from steps.core.settings import load_settings
from steps.core.status import JobStatus
from steps.core.storage.storage import Storage


def rerun(
    job_id: OneIdArgument = None,
    from_step: Annotated[
        str | None,
        typer.Option("--from", metavar="STEP", help="Begin here; what earlier steps left is kept."),
    ] = None,
    data: DataOption = None,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until the new job is final.")] = False,
    where: WhereOption = None,
    everything: AllOption = False,
    rate: RateOption = None,
    why: WhyOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Run a final job again as a new job, with the same data or, with --data, with other data. With --where, run all
    jobs again that fit."""
    if (one := one_or_many(job_id, where, everything)) is None:
        if data is not None:
            raise BadInput("--data: is for one job; many jobs are run again with their own data")
        begin(
            Kind.RERUN, where, everything, rate=rate, why=why, dry_run=dry_run, as_json=as_json,
            from_step=from_step, wait=wait,
        )  # fmt: skip
        return
    settings = load_settings()
    edited = read_data(data) if data is not None else None
    with Database(settings) as database:
        with database.connection() as connection:
            found = full_id(connection, one)
            try:
                new_id = rerun_job(connection, found, origin=this_user(), from_step=from_step, data=edited)
            except CannotRerun as error:
                raise CannotRerun(error.code, "\n".join([error.message, *error.faults])) from None
            assert new_id is not None  # noqa: S101  the job was found just now
            made = find_job(connection, new_id)
        assert made is not None  # noqa: S101
        if not wait:
            typer.echo(json.dumps(made.public()) if as_json else new_id)
            return
        done = follow(database.url, new_id, display.console(stderr=True))
    assert done is not None  # noqa: S101
    if as_json:
        typer.echo(json.dumps(done.public()))
    else:
        storage = Storage(settings.storage_url, settings.storage_endpoint)
        display.console().print(display.full(done, storage, None))
    raise typer.Exit(0 if done.status == JobStatus.COMPLETED else 1)
