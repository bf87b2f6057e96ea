"""`jobs migrate`: bring the database's schema up to date."""

from __future__ import annotations

import typer

from steps.core.database import connect
from steps.core.migrate import migrate as apply
from steps.core.settings import load_settings


def migrate() -> None:
    """Apply what is new of the schema to DATABASE_URL. Safe to repeat, also from several places at once."""
    with connect(load_settings()) as connection:
        applied = apply(connection)
    typer.echo(f"applied {', '.join(applied)}" if applied else "up to date")
