"""`bgjobs logs`: what a job's steps logged."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import psycopg
import typer
from rich.text import Text

from pipelines.commands.terminal import watch
from pipelines.commands.terminal.installation import by_option, full_id
from pipelines.commands.terminal.interruption import goes_on
from pipelines.commands.terminal.options import IdArgument
from pipelines.commands.terminal.printable import one_line
from pipelines.commands.terminal.screen import Screen, say_json
from pipelines.operations.attempt_logs import log_lines
from pipelines.operations.jobs import attempt_logs
from pipelines.operations.known.known_names import require_step
from pipelines.runtime.database import Database
from steps.core.logs.lines import HEAD
from steps.core.settings import load_settings

Seen = dict[tuple[str, int], str]  # the log of each attempt as it was printed


def logs(
    job_id: IdArgument,
    step: Annotated[str | None, typer.Option(help="Only this step's.")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Stay until the job is final.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
) -> None:
    """Print a job's log, attempt by attempt; that of a running attempt comes within a second or two."""
    console = Screen()
    with Database(load_settings()) as database, database.connection() as connection, by_option():
        found = full_id(connection, job_id)
        require_step(connection, found, step)
        seen: Seen = {}
        watched = watch.follow(database.url, [found]) if follow else iter([None])
        with goes_on(f"The job goes on without you. Look again:\n  bgjobs logs {found} --follow"):
            for _ in watched:
                for line in _new_lines(connection, found, step, seen):
                    if as_json:
                        say_json(line)
                    else:
                        console.print(readable(line))
                sys.stdout.flush()  # whoever reads a pipe follows it too


def _new_lines(
    connection: psycopg.Connection[Any], job_id: str, wanted: str | None, seen: Seen
) -> Iterator[dict[str, Any]]:
    for step, number, text in attempt_logs(connection, job_id) or []:
        if wanted in (None, step):
            for line in log_lines(added(text, seen.get((step, number), ""))):
                yield {"step": step, "attempt": number, **line}
            seen[step, number] = text


def added(text: str, before: str) -> str:
    """The lines that a log got since it was `before`. A log that reached its cap keeps its end, not its middle."""
    lines, last = text.splitlines(), before.splitlines()[-1:]
    for place in range(len(lines) - 1, -1, -1):
        if lines[place : place + 1] == last:
            return "\n".join(lines[place + 1 :])
    return text


def readable(line: dict[str, Any]) -> Text:
    """`06:39:45 process-news-analyzer provider_call seconds=0.5 …`"""
    facts = " ".join(
        f"{name}={value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in line.items()
        if name not in HEAD
    )
    style = {"ERROR": "red", "WARNING": "yellow"}.get(str(line.get("level")), "bold")
    again = f" ({line['attempt']})" if line["attempt"] > 1 else ""
    return Text.assemble(
        (one_line(str(line.get("ts", "")))[11:19] + " ", "dim"),
        f"{line['step']}{again} ",
        (one_line(str(line.get("event", ""))), style),
        " " + one_line(facts),
    )
