"""The subcommands of `bgjobs` by name; the module of one is imported when it is asked for, since some take long."""

from __future__ import annotations

import importlib
import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

# Name: module in commands/, and what in it: a function, or a Typer with subcommands of its own. In the help's order.
SUBCOMMANDS = {
    "dev": "operate.dev:dev",
    "demo": "operate.demo:demo",
    "run": "run:run",
    "send": "send:send",
    "show": "show:show",
    "list": "job_list:list_jobs",
    "explain": "explain:explain",
    "logs": "logs:logs",
    "cancel": "cancel:cancel",
    "rerun": "rerun:rerun",
    "delete": "bulk.deletion:delete",
    "erase": "bulk.erasure:erase",
    "operations": "bulk.operation_commands:app",
    "schedule": "schedules.schedule_commands:app",
    "limits": "gates.limits_command:app",
    "pause": "gates.pausing:pause",
    "resume": "gates.pausing:resume",
    "drain": "gates.pausing:drain",
    "audit": "audit:audit",
    "serve": "operate.serve:serve",
    "control": "operate.control:control",
    "pipelines": "pipelines_command:app",
    "work": "operate.work_command:work",
    "url": "operate.url_command:url",
    "doctor": "operate.doctor:doctor",
    "migrate": "operate.migrate:migrate",
    "render": "operate.render:render",
    "docs": "operate.docs:docs",
    "new-pipeline": "operate.new_pipeline:new_pipeline",
    "emulators": "operate.emulators_alone:emulators",
    "token": "token:app",
    "gdpr": "gdpr:app",
}
PREFIX, QUOTED = "Value error, ", r"'([^']*)'"
CHOICE = re.compile(r"'(.*)' is not one of ((?:'[^']*'(?:, )?)+)\.?", re.DOTALL)


class Subcommands(TyperGroup):
    """Knows the names at once; help and completion of a subcommand import it as well."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**{**attributes, "commands": {name: TyperCommand(name) for name in SUBCOMMANDS}})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        place = SUBCOMMANDS.get(cmd_name)
        return None if place is None else _command(cmd_name, place)

    def invoke(self, ctx: Any) -> Any:
        from pipelines.commands.terminal.interruption import output

        with output():
            try:
                return super().invoke(ctx)
            except typer.BadParameter as error:
                error.message = with_nearest(error.message)
                raise


def with_nearest(message: str) -> str:
    """What Typer says of a word that is none of an option's, with the nearest one."""
    found = CHOICE.fullmatch(message.removeprefix(PREFIX))
    if found is None:
        return message
    from pipelines.operations.known.nearest import nearest

    return f"{found[0].rstrip('.')}{nearest(found[1], re.findall(QUOTED, found[2]))}"


def _command(name: str, place: str) -> Any:
    module, _, attribute = place.partition(":")
    found = getattr(importlib.import_module(f"pipelines.commands.{module}"), attribute)
    if isinstance(found, typer.Typer):
        group = get_group(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return get_command(alone)
