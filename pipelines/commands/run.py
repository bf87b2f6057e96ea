"""`bgjobs run`: one job from its event to its result, with whatever it needs started before and stopped after it."""

from __future__ import annotations

from pipelines.commands.terminal.inputs import event_model, typed_event
from pipelines.commands.terminal.interruption import goes_on
from pipelines.commands.terminal.options import (
    DataOption,
    DocumentOption,
    JsonOption,
    PipelineArgument,
    QuietOption,
    SampleOption,
)
from pipelines.commands.terminal.screen import note
from pipelines.commands.terminal.waiting_for import wait_for
from pipelines.operations.audit.origin import by_hand
from pipelines.runtime.database import Database
from pipelines.runtime.local_stack import LocalStack
from steps.core.postgres.connect import connect_to
from steps.core.postgres.enqueue import enqueue
from steps.core.settings import load_settings
from steps.core.storage.storage import Storage

STOPPED = "Stopped, and job {} with it; what it finished is kept. `bgjobs dev` goes on with it."


def run(
    pipeline: PipelineArgument,
    data: DataOption = None,
    document: DocumentOption = None,
    sample: SampleOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Run one job and print it. Exit codes: 0 completed, 1 failed, 2 bad input."""
    settings = load_settings()
    event_model(pipeline)
    storage = Storage(settings.storage_url, settings.storage_endpoint)
    event = typed_event(pipeline, data, document, sample, storage)
    with Database(settings) as database:
        with connect_to(database.url, "command", autocommit=False) as connection:
            job_id = enqueue(connection, event, options=by_hand())
        with goes_on(STOPPED.format(job_id)), LocalStack(database, only_job=job_id, gives_up=True) as stack:
            if stack.rules_answer:
                note(f"No key for {' and '.join(stack.rules_answer)}: rules answer, not a model.")
            wait_for(database.url, str(job_id), settings, as_json, quiet, stack.check, STOPPED)
