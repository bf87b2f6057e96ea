"""`--wait`: the job's id at once, then how it goes, then what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import typer

from pipelines.commands.terminal import display, watch
from pipelines.commands.terminal.following import follow
from pipelines.commands.terminal.interruption import goes_on
from pipelines.commands.terminal.job_budgets import told_budgets
from pipelines.commands.terminal.screen import Screen, answer, note, say_ids
from steps.core.settings import Settings
from steps.core.status import JobStatus
from steps.core.storage.storage import Storage

GOES_ON = "Job {0} goes on without you. Look again:\n  bgjobs show {0} --follow"


def wait_for(
    url: str,
    job_id: str,
    settings: Settings,
    as_json: bool,
    quiet: bool,
    check: Callable[[], None] = watch.nothing,
    interrupted: str = GOES_ON,
) -> NoReturn:
    """Exit code 0 where the job completed, else 1. The id stands on stderr where stdout is for the result.

    Errors: as those of `watch.follow`.
    """
    with goes_on(interrupted.format(job_id)):
        if quiet:
            say_ids([job_id])
        else:
            note(f"job {job_id}")
        done = follow(url, job_id, Screen(stderr=True), check)
    assert done is not None  # noqa: S101  it was enqueued just now
    if not quiet:
        storage = Storage(settings.storage_url, settings.storage_endpoint)
        budget = told_budgets().get(done.pipeline)
        answer(as_json, False, done.public(), [], lambda: display.full(done, storage, budget))
    raise typer.Exit(0 if done.status == JobStatus.COMPLETED else 1)
