"""`bgjobs dev`: everything on this machine, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from pipelines.commands.terminal.screen import Screen
from pipelines.core.settings import ControlSettings, load_control_settings
from pipelines.operations.audit.origin import this_user
from pipelines.operations.schedules.declared import write_declared
from pipelines.runtime.child_process import ROOT
from pipelines.runtime.database import Database
from pipelines.runtime.local_stack import LocalStack
from pipelines.runtime.reload import State, changed, inherited, render, restart, state_of
from pipelines.server.listening import listen, url_of
from steps.core.errors import ConfigurationError
from steps.core.settings import load_settings

LOOK_SECONDS, QUIET_SECONDS = 1.0, 0.3  # between looks at the files; without a change before a reload


def dev(
    places: Annotated[int, typer.Option(min=1, help="Jobs at work at once.")] = 32,
    reload: Annotated[bool, typer.Option(help="Start anew when a source file changes.")] = True,
) -> None:
    """Run PostgreSQL, dispatcher, executor and provider stand-ins here, as far as they are not configured elsewhere."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    console = Screen()
    settings, control = load_settings(), load_control_settings()
    sources = state_of() if reload else None
    listener = inherited() or _listener(control)
    with Database(settings) as database:
        with database.connection() as connection:
            write_declared(connection, origin=this_user())
        with _running(database, control, places, listener) as stack:
            where = f"embedded in {settings.home / 'postgres'}" if database.embedded else "DATABASE_URL"
            console.print(f"Ready: {url_of(listener)}")
            fewer = "" if stack.places == places else ", since PostgreSQL has no more connections for them"
            console.print(f"PostgreSQL: {where}. Up to {stack.places} jobs at once{fewer}.")
            for provider in stack.rules_answer:
                console.print(f"{provider}: no key is set, so an emulator answers by rules, not a model.")
            for sentence in settings.wrong_values:
                console.print(f"Jobs that need it fail. {sentence}")
            console.print("Send one: bgjobs send news-analyzer --sample --wait      Stop: Ctrl-C")
            if stopped(stop, console, sources, stack.check):
                console.print("Stopping; what is not finished goes on at the next start.")
                return
            port = os.dup(listener.fileno())
        database.leave_running()
    restart(port)


def stopped(
    stop: threading.Event, console: Console, sources: State | None, check: Callable[[], None]
) -> bool:
    """Until somebody says stop (True), or until files changed and the pipelines still render (False). Errors: those of
    `check`, which is asked between looks whether all goes on."""
    while not stop.wait(LOOK_SECONDS):
        check()
        if sources is None:
            continue
        now = state_of()
        if not (files := changed(sources, now)):
            continue
        while not stop.wait(QUIET_SECONDS) and changed(now, (now := state_of())):
            pass
        sources = now
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        console.print(f"{files[0].relative_to(ROOT)}{more} changed.")
        if (wrong := render()) is None:
            return False
        console.print(f"Not reloaded, because the pipelines do not render: {wrong}")
    return True


def _running(
    database: Database, control: ControlSettings, places: int, listener: socket.socket
) -> LocalStack:
    if control.needs_token:
        from pipelines.server.uvicorn_server import require_a_token

        require_a_token(database.url, control)
    return LocalStack(database, places=places, listener=listener)


def _listener(control: ControlSettings) -> socket.socket:
    try:
        return listen(control.host, control.port)
    except ConfigurationError as error:
        sys.stderr.write(error.message + "\n")
        raise typer.Exit(1) from None
