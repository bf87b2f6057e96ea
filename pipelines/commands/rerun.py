"""`bgjobs rerun`: run a final job again, from its first step or a later one."""

from __future__ import annotations

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
from pipelines.commands.terminal.inputs import read_data
from pipelines.commands.terminal.installation import full_id
from pipelines.commands.terminal.options import BadInput, DataOption, JsonOption, QuietOption
from pipelines.commands.terminal.screen import answer
from pipelines.commands.terminal.waiting_for import wait_for
from pipelines.operations.audit.origin import this_user
from pipelines.operations.bulk.states import Kind
from pipelines.operations.jobs import find_job
from pipelines.operations.reruns import CannotRerun
from pipelines.operations.reruns import rerun as rerun_job
from pipelines.runtime.database import Database
from steps.core.settings import load_settings


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
    quiet: QuietOption = False,
) -> None:
    """Run a final job again as a new job, with the same data or, with --data, with other data. With --where, run all
    jobs again that fit."""
    if (one := one_or_many(job_id, where, everything)) is None:
        if data is not None:
            raise BadInput("--data: is for one job; many jobs are run again with their own data")
        begin(
            Kind.RERUN, where, everything, rate=rate, why=why, dry_run=dry_run, as_json=as_json, quiet=quiet,
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
            answer(as_json, True, made.public(), [new_id], lambda: None)
            return
        wait_for(database.url, new_id, settings, as_json, quiet)
