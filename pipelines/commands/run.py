"""`bgjobs run`: one job from its event to its result, with whatever it needs started before and stopped after it."""

from __future__ import annotations

import json

import typer

from pipelines import PIPELINES
from pipelines.commands.terminal import display
from pipelines.commands.terminal.following import follow
from pipelines.commands.terminal.inputs import event_model, read_data, read_event
from pipelines.commands.terminal.options import DataOption, DocumentOption, JsonOption, PipelineArgument
from pipelines.core.pipeline import budgets
from pipelines.operations.audit.origin import by_hand
from pipelines.runtime.database import Database
from pipelines.runtime.local_stack import LocalStack
from steps.core.postgres.connect import connect_to
from steps.core.postgres.enqueue import enqueue
from steps.core.settings import load_settings
from steps.core.status import JobStatus
from steps.core.storage.storage import Storage


def run(
    pipeline: PipelineArgument,
    data: DataOption = None,
    document: DocumentOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run one job and print it. Exit codes: 0 completed, 1 failed, 2 bad input."""
    settings = load_settings()
    event_model(pipeline)
    storage = Storage(settings.storage_url, settings.storage_endpoint)
    event = read_event(pipeline, read_data(data), document or [], storage)
    err = display.console(stderr=True)
    with Database(settings) as database:
        with connect_to(database.url, "command", autocommit=False) as connection:
            job_id = enqueue(connection, event, options=by_hand())
        with LocalStack(database, only_job=job_id, gives_up=True) as stack:
            if stack.rules_answer:
                err.print(f"No key for {' and '.join(stack.rules_answer)}: rules answer, not a model.")
            done = follow(database.url, str(job_id), err, stack.check)
    assert done is not None  # noqa: S101  it was enqueued just now
    if as_json:
        typer.echo(json.dumps(done.public()))
    else:
        display.console().print(display.full(done, storage, budgets(PIPELINES).get(pipeline)))
    raise typer.Exit(0 if done.status == JobStatus.COMPLETED else 1)
