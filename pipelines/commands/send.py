"""`bgjobs send`: send an event to the installation in JOBS_HOME, or to DATABASE_URL."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from pipelines.commands.terminal import display
from pipelines.commands.terminal.following import follow
from pipelines.commands.terminal.inputs import event_model, read_data, read_event
from pipelines.commands.terminal.options import (
    BadInput,
    DataOption,
    DocumentOption,
    JsonOption,
    PipelineArgument,
    TagsOption,
    envelope,
    stored,
)
from pipelines.operations.audit.origin import by_hand
from pipelines.operations.jobs import dispatchers_alive, find_job
from pipelines.runtime.database import Database
from steps.core.json_reading import loadable
from steps.core.postgres import enqueue
from steps.core.postgres.connect import connect_to
from steps.core.postgres.refusals import Refusal
from steps.core.settings import load_settings
from steps.core.status import JobStatus
from steps.core.storage.storage import Storage


def send(
    pipeline: PipelineArgument,
    data: DataOption = None,
    document: DocumentOption = None,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until the job is final.")] = False,
    as_json: JsonOption = False,
    event_id: Annotated[
        str | None,
        typer.Option(callback=stored, help="Idempotency key: the same one again gives the first job."),
    ] = None,
    run_at: Annotated[datetime | None, typer.Option(help="Not before this time.")] = None,
    priority: Annotated[int, typer.Option(min=-3, max=3, help="Higher goes first.")] = 0,
    tenant: Annotated[str | None, typer.Option(callback=stored, help="For whom.")] = None,
    tag: TagsOption = None,
) -> None:
    """Send an event. It is stored before this command ends; whether anything runs yet or not, it is not lost."""
    settings = load_settings()
    event_model(pipeline)
    not_before = _moment(run_at)
    event = read_event(
        pipeline, read_data(data), document or [], Storage(settings.storage_url, settings.storage_endpoint)
    )
    out, err = display.console(), display.console(stderr=True)
    with Database(settings) as database:
        with connect_to(database.url, "command", autocommit=False) as connection:
            try:
                answer = enqueue.send(
                    connection,
                    event,
                    event_id=event_id,
                    run_at=not_before,
                    priority=priority,
                    options=by_hand() | envelope(tenant, tag),
                )
            except Refusal as refusal:
                raise BadInput(f"--{refusal.field.replace('_', '-')}: {refusal.sentence}") from None
            job_id = str(answer.job_id)
            alive = dispatchers_alive(connection)
            sent = find_job(connection, job_id)
        assert sent is not None  # noqa: S101  it was enqueued just now
        if answer.duplicate:
            differs = (
                "; it has other data, and the data given now is not stored" if answer.data_differs else ""
            )
            err.print(f"This event was sent before; this is its first job{differs}.")
        if not alive:
            err.print("The job is queued. Nothing runs jobs here yet: start `bgjobs dev`.")
        if not wait:
            told = {"duplicate": True, "data_differs": answer.data_differs} if answer.duplicate else {}
            typer.echo(json.dumps({**sent.public(), **told}) if as_json else job_id)
            return
        done = follow(database.url, job_id, err)
        assert done is not None  # noqa: S101  it was enqueued just now
        if as_json:
            typer.echo(json.dumps(done.public()))
        else:
            out.print(display.full(done, Storage(settings.storage_url, settings.storage_endpoint), None))
        raise typer.Exit(0 if done.status == JobStatus.COMPLETED else 1)


def _moment(typed: datetime | None) -> datetime | None:
    """In this machine's time zone. Errors: BadInput."""
    try:
        return typed and loadable(typed.astimezone())
    except (ValueError, OverflowError):
        raise BadInput("--run-at: must lie between 0001-01-02 and 9999-12-30 (UTC)") from None
