"""`bgjobs doctor`: find what is wrong with an installation, and say how to mend it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import typer
from rich.text import Text

from pipelines.commands.terminal.listing import Column, Listing
from pipelines.commands.terminal.options import JsonOption
from pipelines.commands.terminal.screen import answer
from pipelines.control.doctor import database_checks, environment_checks, task_checks
from pipelines.control.doctor.findings import Finding, collected, exit_code
from pipelines.core.settings import ControlSettings, load_control_settings
from pipelines.operations.advice import ADVICE
from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.errors import StepError
from steps.core.postgres.connect import connect_to
from steps.core.postgres.failures import failure_of
from steps.core.settings import Settings, load_settings

MARKS = {"ok": ("ok", "green"), "warn": ("look", "yellow"), "fail": ("wrong", "red")}


def doctor(as_json: JsonOption = False) -> None:
    """Look at database, tasks, storage, keys, webhooks, server and cluster. Exit code 1 if something is wrong."""
    findings = list(examined())
    answer(as_json, False, [finding.model_dump() for finding in findings], [], lambda: _table(findings))
    raise typer.Exit(exit_code(findings))


def examined() -> Iterator[Finding]:
    settings, control = load_settings(), load_control_settings()
    yield from _database(settings)
    yield from task_checks.check_tasks(control)
    yield from collected("storage", lambda: environment_checks.check_storage(settings))
    yield from collected("OpenAI", lambda: environment_checks.check_openai(settings))
    yield from collected("AssemblyAI", lambda: environment_checks.check_assemblyai(settings))
    yield from collected("gdpr-exporter", lambda: environment_checks.check_gdpr(settings))
    yield from collected("webhooks", lambda: _webhooks(control))
    yield from collected("cluster", lambda: environment_checks.check_cluster(control))


def _database(settings: Settings) -> Iterator[Finding]:
    """As it is: nothing is migrated here, since an old schema is what we look for."""
    server = start_postgres(settings.home / "postgres") if settings.database_url is None else None
    url = server.url if server else settings.database_url.get_secret_value()  # type: ignore[union-attr]
    try:
        with connect_to(url, "doctor", seconds=5) as connection:
            yield from database_checks.check_database(connection)
            yield from environment_checks.check_server(connection, load_control_settings())
            yield from collected(
                "model server", lambda: environment_checks.check_model_server(connection, settings)
            )
        direct = settings.database_direct_url
        yield from database_checks.check_sessions(url, direct.get_secret_value() if direct else None)
    except psycopg.errors.UndefinedTable:
        yield Finding(subject="schema", level="fail", text="is not there yet", remedy="run `bgjobs migrate`")
    except (psycopg.Error, StepError) as error:
        known = error if isinstance(error, StepError) else failure_of(error)
        text, _, remedy = (
            known.message.partition("; ")
            if known
            else ("refuses a statement", "", ADVICE["database_refused"])
        )
        yield Finding(subject="PostgreSQL", level="fail", text=text, remedy=remedy)
    finally:
        if server is not None:
            server.stop()


def _webhooks(control: ControlSettings) -> Iterator[Finding]:
    """Errors: those of `read_sources`."""
    from pipelines.server.webhooks.sources import read_sources

    names = sorted(read_sources(control.hooks, os.environ))
    text = f"are taken of {', '.join(names)}" if names else "are taken of no other system (JOBS_HOOKS)"
    yield Finding(subject="webhooks", level="ok", text=text)


def _table(findings: list[Finding]) -> Listing:
    table = Listing(
        Column("look", keep=True), Column("of", keep=True), Column("said", text=True), headings=False
    )
    for finding in findings:
        word, colour = MARKS[finding.level]
        said = Text(finding.text)
        if finding.remedy:
            said.append(f"\n→ {finding.remedy}", style=colour)
        if finding.runbook:
            said.append(f"\n  {finding.runbook}", style="dim")
        table.add(Text(word, style=colour), finding.subject, said)
    return table
