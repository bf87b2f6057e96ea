"""`bgjobs list`: jobs, newest first."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from pipelines.commands.terminal import display
from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.options import JsonOption, stored
from pipelines.operations.lists import JobFilter, jobs_page
from steps.core.status import JobStatus


def list_jobs(
    pipeline: Annotated[str | None, typer.Option(callback=stored, help="Only this pipeline's.")] = None,
    status: Annotated[JobStatus | None, typer.Option(help="Only those with this status.")] = None,
    search: Annotated[
        str | None,
        typer.Option(callback=stored, help="Beginning of an id, an event's id, or words of the error."),
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
