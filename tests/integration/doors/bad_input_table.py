"""docs/bad-input.md: what every door answers to every bad input, found by trying. `make docs` writes it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.postgres.migrate import migrate
from tests.integration.doors.bad_events import BAD_EVENTS
from tests.integration.doors.command_doors import command_answers
from tests.integration.doors.event_doors import DOORS, HOOKS, SECRET, SECRET_NAME, Answer, tried
from tests.integration.doors.request_doors import BadRequest, asked, bad_parameters, others
from tests.support.serving import Served, serving

PATH = Path(__file__).resolve().parents[3] / "docs" / "bad-input.md"
HEAD = """\
# Bad input, door by door
Written by `make docs`, which tries every line of it; a test compares. Nothing of what is refused is stored, and every
answer over HTTP, a 500 too, is `application/problem+json` (to a browser a page) with all security headers.

## Events
Every door ends in the function `jobs.send`, so an event that one of them refuses is refused by all. An application's
own SQL gets an SQLSTATE as its status; the field is the error's column name. `–`: the door has no such field, or its
caller cannot even write it.
"""
REQUESTS = """
## Other requests and commands
Inputs with the same answer share a line. An answer may be an empty list: nothing was found.
"""
LONGEST = 100  # characters of a sentence; what follows may list what there is


def event_answers(site: Served, url: str) -> dict[str, dict[str, Answer | None]]:
    """By bad event and door."""
    return {bad.name: {door: tried(site, url, door, bad) for door in DOORS} for bad in BAD_EVENTS}


def request_answers(site: Served) -> list[tuple[BadRequest, Answer]]:
    site.execute("truncate jobs.event, jobs.rejected_event cascade")
    requests = [*bad_parameters(site.app.openapi()), *others()]
    return [*((bad, asked(site, bad)) for bad in requests), *command_answers()]


def table(
    events: Mapping[str, Mapping[str, Answer | None]], requests: Iterable[tuple[BadRequest, Answer]]
) -> str:
    lines = [HEAD]
    for name, answers in events.items():
        lines.append(f"### {name[0].upper()}{name[1:]}\n| door | status | sentence |\n|---|---|---|")
        for door, answer in answers.items():
            status, sentence = answer or ("–", "")
            lines.append(f"| {door} | {status} | {_cell(sentence)} |")
        lines.append("")
    lines.append(f"{REQUESTS}\n| door | input | status | sentence |\n|---|---|---|---|")
    grouped: dict[tuple[str, str, Answer], list[str]] = {}
    for bad, answer in requests:
        subject, _, value = bad.what.partition(": ")
        grouped.setdefault((bad.door, subject if value else "", answer), []).append(value or subject)
    for (door, subject, (status, sentence)), values in grouped.items():
        what = f"{subject}: {', '.join(values)}" if subject else ", ".join(values)
        lines.append(f"| {door} | {what} | {status} | {_cell(sentence)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return text.replace("|", "\\|").replace("<", "&lt;").replace("{", "&#123;")


@contextmanager
def hooked(url: str, home: Path) -> Iterator[Served]:
    """The server with a hook; commands of this process work on the same database."""
    (home / "hooks.yaml").write_text(HOOKS)
    told = {SECRET_NAME: SECRET, "DATABASE_URL": url, "JOBS_HOME": str(home)}
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        with serving(url, home, hooks=home / "hooks.yaml") as site:
            yield site
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="jobs-doors-"))
    server = start_postgres(folder / "postgres")
    try:
        url = server.url
        with psycopg.connect(url, autocommit=True) as connection:
            migrate(connection)
        with hooked(url, folder) as site:
            PATH.write_text(table(event_answers(site, url), request_answers(site)), encoding="utf-8")
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
