"""`bgjobs show`: what became of a job."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from pipelines import PIPELINES
from pipelines.commands.terminal import display
from pipelines.commands.terminal.following import follow as follow_job
from pipelines.commands.terminal.installation import full_id
from pipelines.commands.terminal.options import IdArgument, JsonOption
from pipelines.core.pipeline import budgets
from pipelines.operations.jobs import find_job
from pipelines.runtime.database import Database
from steps.core.settings import load_settings
from steps.core.storage.storage import Storage


def show(
    job_id: IdArgument,
    as_json: JsonOption = False,
    follow: Annotated[bool, typer.Option("--follow", help="Stay until the job is final.")] = False,
) -> None:
    """Show one job: its status, every attempt, its error, its result."""
    settings = load_settings()
    with Database(settings) as database:
        with database.connection() as connection:
            found = full_id(connection, job_id)
            job = find_job(connection, found)
        if follow:
            job = follow_job(database.url, found, display.console(stderr=True))
    assert job is not None  # noqa: S101  its id was looked up just now
    if as_json:
        typer.echo(json.dumps(job.public()))
    else:
        storage = Storage(settings.storage_url, settings.storage_endpoint)
        display.console().print(display.full(job, storage, budgets(PIPELINES).get(job.pipeline)))
