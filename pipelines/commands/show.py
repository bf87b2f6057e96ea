"""`bgjobs show`: what became of a job."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.terminal import display
from pipelines.commands.terminal.following import follow as follow_job
from pipelines.commands.terminal.installation import full_id
from pipelines.commands.terminal.interruption import goes_on
from pipelines.commands.terminal.job_budgets import told_budgets
from pipelines.commands.terminal.options import IdArgument, JsonOption, QuietOption
from pipelines.commands.terminal.screen import Screen, answer
from pipelines.operations.jobs import find_job
from pipelines.runtime.database import Database
from steps.core.settings import load_settings
from steps.core.storage.storage import Storage


def show(
    job_id: IdArgument,
    as_json: JsonOption = False,
    follow: Annotated[bool, typer.Option("--follow", help="Stay until the job is final.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Show one job: its status, every attempt, its error, its result."""
    settings = load_settings()
    with Database(settings) as database:
        with database.connection() as connection:
            found = full_id(connection, job_id)
            job = find_job(connection, found)
        if follow:
            with goes_on(f"The job goes on without you. Look again:\n  bgjobs show {found} --follow"):
                job = follow_job(database.url, found, Screen(stderr=True))
    assert job is not None  # noqa: S101  its id was looked up just now
    shown = job  # which is not None from here on, also within the lambda
    storage = Storage(settings.storage_url, settings.storage_endpoint)
    answer(
        as_json,
        quiet,
        shown.public(),
        [shown.id],
        lambda: display.full(shown, storage, told_budgets().get(shown.pipeline)),
    )
