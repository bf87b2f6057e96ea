"""`bgjobs url`: where the jobs database is, for an application that enqueues in its own transaction."""

from __future__ import annotations

import psycopg
import typer

from pipelines.commands.terminal.screen import note, say
from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.postgres.connect import connect_to
from steps.core.settings import load_settings


def url() -> None:
    """Print the URL of the jobs database: DATABASE_URL, or that of the PostgreSQL in JOBS_HOME that `bgjobs dev` runs.

    Exit code 1 where there is none yet.
    """
    settings = load_settings()
    if settings.database_url is not None:
        say(settings.database_url.get_secret_value())
        return
    folder = settings.home / "postgres"
    if not (folder / "PG_VERSION").exists():
        note(f"There is no database in {settings.home} yet; `bgjobs dev` makes it.", "red")
        raise typer.Exit(1)
    server = start_postgres(folder)
    try:
        found = server.url
    finally:
        server.stop()
    say(found)
    if not _answers(found):
        note("Nothing keeps it running now; `bgjobs dev` does.")


def _answers(address: str) -> bool:
    try:
        connect_to(address, "command", seconds=5).close()
    except psycopg.OperationalError:
        return False
    return True
