"""`bgjobs demo`: one real sample of every pipeline, from event to result, shown while it runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack

import typer
from rich.console import Console
from rich.live import Live
from rich.rule import Rule

from pipelines import PIPELINES
from pipelines.commands.terminal import display, watch
from pipelines.commands.terminal.options import JsonOption
from pipelines.core.pipeline import budgets
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


def watched(url: str, ids: list[str], console: Console, check: Callable[[], None]) -> list[JobView]:
    """Watch the jobs to their end: a live table in a terminal, a line per change elsewhere.

    Errors: as those of `watch.follow`.
    """
    jobs: list[JobView] = []
    if console.is_terminal:
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
                console.print(f"{job.pipeline:<20} {step:<28} {job.status:<11} {job.seconds:5.1f} s")
    return jobs


def demo(as_json: JsonOption = False) -> None:
    """Run one sample of every pipeline and show what came out. Exit code 0 only if all completed.

    In a cluster's control plane they run on the cluster; anywhere else all they need is started here.
    """
    settings = load_settings()
    storage = Storage(settings.storage_url, settings.storage_endpoint)
    console = display.console(stderr=as_json)
    with Database(settings) as database, ExitStack() as running:
        check = watch.nothing
        if load_control_settings().executor == "local":
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
        jobs = watched(database.url, ids, console, check)
    completed = sum(done.status == JobStatus.COMPLETED for done in jobs)
    if as_json:
        typer.echo(json.dumps([done.public() for done in jobs]))
    else:
        for done in jobs:
            console.print(Rule(style="dim"))
            console.print(display.full(done, storage, budgets(PIPELINES).get(done.pipeline)))
        console.print(Rule(style="dim"))
        console.print(f"{completed} of {len(ids)} jobs completed.  Look again: bgjobs list, bgjobs show ID")
    raise typer.Exit(0 if ids and completed == len(ids) else 1)
