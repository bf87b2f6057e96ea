"""`bgjobs show` and `bgjobs list`: what became of jobs."""

from __future__ import annotations

import json
from typing import Annotated
from uuid import UUID

import typer

from pipelines.commands.send import JsonOption
from pipelines.commands.terminal import display
from pipelines.commands.terminal.following import follow as follow_job
from pipelines.commands.terminal.installation import IdArgument, connected, full_id
from pipelines.operations.jobs import find_job
from pipelines.operations.lists import JobFilter, jobs_page
from pipelines.runtime.local_stack import Database, budgets
from steps.core.settings import load_settings
from steps.core.status import JobStatus
from steps.core.storage.storage import Storage


def show(
    job_id: IdArgument,
    as_json: JsonOption = False,
    follow: Annotated[bool, typer.Option("--follow", help="Stay until the job is final.")] = False,
) -> None:
    """Show one job: its state, every attempt, its error, its result."""
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
        display.console().print(display.full(job, storage, budgets().get(job.pipeline)))


def list_jobs(
    pipeline: Annotated[str | None, typer.Option(help="Only this job's.")] = None,
    status: Annotated[JobStatus | None, typer.Option(help="Only those in this state.")] = None,
    search: Annotated[
        str | None,
        typer.Option(help="Beginning of an id, an event's id, or words of the error."),
    ] = None,
    after: Annotated[UUID | None, typer.Option(help="Only older than this job: the next page.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: JsonOption = False,
) -> None:
    """List jobs, newest first."""
    with connected() as connection:
        wanted = JobFilter(pipeline=pipeline, status=[status] if status else (), search=search, after=after)
        page = jobs_page(connection, wanted, limit)
    if as_json:
        typer.echo(page.model_dump_json())
    elif page.jobs:
        display.console().print(display.summary_table(page.jobs))
        if page.next:
            display.console(stderr=True).print(f"Older ones: bgjobs list --after {page.next}")
    else:
        typer.echo("No jobs yet. Send one: bgjobs send news-analyzer --document ARTICLE.txt")
