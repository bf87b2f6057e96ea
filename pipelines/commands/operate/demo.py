"""`bgjobs demo`: one real sample of every pipeline, from event to result, shown while it runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import typer
from rich.console import Console, RenderableType
from rich.live import Live
from rich.rule import Rule

from pipelines import PIPELINES
from pipelines.commands.terminal import display, watch
from pipelines.commands.terminal.interruption import goes_on
from pipelines.commands.terminal.job_budgets import told_budgets
from pipelines.commands.terminal.options import JsonOption, QuietOption
from pipelines.commands.terminal.screen import Screen, say_ids, say_json
from pipelines.core.settings import load_control_settings
from pipelines.operations.audit.origin import by_hand
from pipelines.operations.jobs import JobView
from pipelines.operations.samples import sample
from pipelines.runtime.database import Database
from pipelines.runtime.local_stack import LocalStack
from steps.core.postgres.connect import connect_to
from steps.core.postgres.enqueue import enqueue
from steps.core.settings import load_settings
from steps.core.status import JobStatus
from steps.core.storage.storage import Storage

STOPPED = "Stopped, and the jobs with it; what they finished is kept. `bgjobs dev` goes on with them."
GOES_ON = "The jobs go on without you. Look again:\n  bgjobs list"


def watched(url: str, ids: list[str], console: Console, check: Callable[[], None]) -> list[JobView]:
    """Watch the jobs to their end: a live table in a terminal, a line per change elsewhere.

    Errors: as those of `watch.follow`.
    """
    jobs: list[JobView] = []
    if console.is_terminal and not console.is_dumb_terminal:
        with Live(console=console, refresh_per_second=8) as live:
            for jobs in watch.follow(url, ids, check):
                live.update(display.job_table(jobs))
        return jobs
    told: dict[str, tuple[str, str]] = {}
    for jobs in watch.follow(url, ids, check):
        for job in jobs:
            step = job.attempts[-1].step if job.attempts else "-"
            if told.get(job.id) != (step, job.status):
                told[job.id] = (step, job.status)
                console.print(display.job_table([job]))
    return jobs


def _line(console: Console) -> RenderableType:
    return Rule(style="dim") if console.is_terminal else ""


def demo(as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Run one sample of every pipeline and show what came out. Exit code 0 only if all completed.

    In a cluster's control plane they run on the cluster; anywhere else all they need is started here.
    """
    settings = load_settings()
    storage = Storage(settings.storage_url, settings.storage_endpoint)
    console = Screen(stderr=as_json or quiet)
    with Database(settings) as database, ExitStack() as running:
        check = watch.nothing
        if (control := load_control_settings().executor) == "local":
            stack = running.enter_context(LocalStack(database, gives_up=True))
            check = stack.check
            for provider in stack.rules_answer:
                console.print(f"No key for {provider}: an emulator answers by rules, not a model.")
        ids = []
        with connect_to(database.url, "command", autocommit=False) as connection:
            for pipeline in PIPELINES:
                event = sample(pipeline.name, storage)
                if event is not None:
                    ids.append(str(enqueue(connection, event, options=by_hand())))
        with goes_on(STOPPED if control == "local" else GOES_ON):
            jobs = watched(database.url, ids, console, check)
    completed = sum(done.status == JobStatus.COMPLETED for done in jobs)
    if as_json:
        say_json([done.public() for done in jobs])
    elif quiet:
        say_ids(ids)
    else:
        budget = told_budgets()
        for done in jobs:
            console.print(_line(console))
            console.print(display.full(done, storage, budget.get(done.pipeline)))
        console.print(_line(console))
        console.print(
            f"{completed} of {len(ids)} jobs completed.  Look again:\n  bgjobs list, bgjobs show ID"
        )
    raise typer.Exit(0 if ids and completed == len(ids) else 1)
