"""`bgjobs send`: send an event to the installation in JOBS_HOME, or to DATABASE_URL."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from pipelines.commands.terminal.inputs import event_model, typed_event
from pipelines.commands.terminal.options import (
    BadInput,
    DataOption,
    DocumentOption,
    JsonOption,
    PipelineArgument,
    QuietOption,
    SampleOption,
    TagsOption,
    envelope,
    stored,
)
from pipelines.commands.terminal.screen import answer, note
from pipelines.commands.terminal.waiting_for import wait_for
from pipelines.operations.audit.origin import by_hand
from pipelines.operations.jobs import dispatchers_alive, find_job
from pipelines.runtime.database import Database
from steps.core.json_reading import loadable
from steps.core.postgres import enqueue
from steps.core.postgres.connect import connect_to
from steps.core.postgres.refusals import Refusal
from steps.core.settings import load_settings
from steps.core.storage.storage import Storage


def send(
    pipeline: PipelineArgument,
    data: DataOption = None,
    document: DocumentOption = None,
    sample: SampleOption = False,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until the job is final.")] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
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
    storage = Storage(settings.storage_url, settings.storage_endpoint)
    event = typed_event(pipeline, data, document, sample, storage)
    with Database(settings) as database:
        with connect_to(database.url, "command", autocommit=False) as connection:
            try:
                made = enqueue.send(
                    connection,
                    event,
                    event_id=event_id,
                    run_at=not_before,
                    priority=priority,
                    options=by_hand() | envelope(tenant, tag),
                )
            except Refusal as refusal:
                raise BadInput(f"--{refusal.field.replace('_', '-')}: {refusal.sentence}") from None
            job_id = str(made.job_id)
            alive = dispatchers_alive(connection)
            sent = find_job(connection, job_id)
        assert sent is not None  # noqa: S101  it was enqueued just now
        if made.duplicate:
            differs = "; it has other data, and the data given now is not stored" if made.data_differs else ""
            note(f"This event was sent before; this is its first job{differs}.")
        if not alive:
            note("The job is queued. Nothing runs jobs here yet: start `bgjobs dev`.")
        if not wait:
            told = {"duplicate": True, "data_differs": made.data_differs} if made.duplicate else {}
            answer(as_json, True, {**sent.public(), **told}, [job_id], lambda: None)
            return
        wait_for(database.url, job_id, settings, as_json, quiet)


def _moment(typed: datetime | None) -> datetime | None:
    """In this machine's time zone. Errors: BadInput."""
    try:
        return typed and loadable(typed.astimezone())
    except (ValueError, OverflowError):
        raise BadInput("--run-at: must lie between 0001-01-02 and 9999-12-30 (UTC)") from None
