"""`bgjobs list`: jobs, newest first."""

from __future__ import annotations

import shlex
from typing import Annotated
from uuid import UUID

import typer

from pipelines.commands.terminal import display
from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.options import JsonOption, QuietOption, stored
from pipelines.commands.terminal.screen import answer
from pipelines.operations.lists import JobFilter, jobs_page
from steps.core.status import JobStatus

FIRST = "Send one: bgjobs send news-analyzer --document ARTICLE.txt"


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
    quiet: QuietOption = False,
) -> None:
    """List jobs, newest first."""
    with connected() as connection:
        wanted = JobFilter(pipeline=pipeline, status=[status] if status else (), search=search, after=after)
        page = jobs_page(connection, wanted, limit)
    notes = []
    if page.next:
        given = {"--pipeline": pipeline, "--status": status, "--search": search, "--limit": str(limit)}
        words = [word for name, value in given.items() if value for word in (name, value)]
        notes.append(f"Older ones: {shlex.join(['bgjobs', 'list', *words, '--after', page.next])}")
    if not page.jobs:
        filtered = wanted.model_dump(exclude_defaults=True)
        notes.append("No job fits." if filtered else f"No jobs yet. {FIRST}")
    ids = [job.id for job in page.jobs]
    answer(as_json, quiet, page.model_dump_json(), ids, lambda: display.summary_table(page.jobs), notes)
