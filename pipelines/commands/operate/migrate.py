"""`bgjobs migrate`: bring the database's schema up to date, and the schedules that the code declares."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.text import Text

from pipelines import PIPELINES
from pipelines.commands.terminal.options import JsonOption
from pipelines.commands.terminal.screen import answer
from pipelines.core.settings import load_control_settings
from pipelines.operations.audit.origin import this_user
from pipelines.operations.gates.declaring import declare
from pipelines.operations.schedules.declared import write_declared
from steps.core.errors import TemporaryError
from steps.core.postgres.connect import connect
from steps.core.postgres.migrate import migrate as apply
from steps.core.settings import load_settings

PAUSE = 1.0  # seconds between two looks for PostgreSQL


def migrate(
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for PostgreSQL to answer.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Apply what is new of the schema, and of schedules that the code declares, to DATABASE_URL. Safe to repeat, also
    from several places at once."""
    settings, runs, until = load_settings(), load_control_settings().runs, time.monotonic() + wait
    while True:
        try:
            with connect(settings, "command") as connection:
                applied = apply(connection)
                declare(connection, PIPELINES, runs)
                applied += [f"schedules/{name}" for name in write_declared(connection, origin=this_user())]
            break
        except TemporaryError:
            if time.monotonic() >= until:
                raise
            time.sleep(PAUSE)
    done = f"applied {', '.join(applied)}" if applied else "up to date"
    answer(as_json, False, {"applied": applied}, [], lambda: Text(done))
