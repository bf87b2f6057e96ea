"""Arguments and options that several commands take, and what is raised where they are wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from steps.core.errors import PermanentError
from steps.core.models import storable


def _pipelines(incomplete: str) -> list[str]:
    """What the shell offers for the name of a pipeline."""
    from steps.core.events import EVENTS

    return [name for name in EVENTS if name.startswith(incomplete)]


PipelineArgument = Annotated[
    str,
    typer.Argument(
        metavar="PIPELINE",
        help="The pipeline's name, such as news-analyzer.",
        autocompletion=_pipelines,
    ),
]


def stored(text: str | None) -> str | None:
    """The callback of an option or argument whose text PostgreSQL is given. Errors: typer.BadParameter."""
    try:
        return text if text is None else storable(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


DataOption = Annotated[str | None, typer.Option(metavar="FILE|-", help="The event's data as JSON.")]
DocumentOption = Annotated[
    list[Path] | None, typer.Option(metavar="PATH", help="A file for the job to read.")
]
SampleOption = Annotated[
    bool, typer.Option("--sample", help="The pipeline's own sample, instead of --data and --document.")
]
TagsOption = Annotated[
    list[str] | None, typer.Option("--tag", metavar="NAME=VALUE", help="What tells this event from others.")
]


def _one_form(context: typer.Context, parameter: typer.CallbackParam, given: bool) -> bool:
    """Errors: typer.BadParameter."""
    if given and any(context.params.get(other) for other in {"as_json", "quiet"} - {parameter.name}):
        raise typer.BadParameter("--json and --quiet exclude each other; give one of them")
    return given


JsonOption = Annotated[
    bool,
    typer.Option("--json", callback=_one_form, help="Print one JSON object on stdout and nothing else."),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", callback=_one_form, help="Print ids or names alone, one a line.")
]
IdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="The job's id, or enough of its beginning to know it by.")
]


class BadInput(PermanentError):
    """What the user gave cannot be sent; the message names the fault and the way out."""

    def __init__(self, message: str) -> None:
        super().__init__("bad_input", message)


def envelope(tenant: str | None, tags: list[str] | None) -> dict[str, Any]:
    """The options of jobs.send that say for whom an event is and what else is told of it. Errors: BadInput."""
    told: dict[str, Any] = {} if tenant is None else {"tenant": tenant}
    for tag in tags or ():
        name, equals, value = tag.partition("=")
        if not equals:
            raise BadInput("--tag: must be NAME=VALUE, such as --tag region=eu")
        told.setdefault("tags", {})[name] = storable(value)
    return told
