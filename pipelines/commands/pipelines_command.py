"""`bgjobs pipelines`: where each pipeline runs on a cluster, and another place without a deploy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import psycopg
import typer
from rich.text import Text

from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.listing import Column, Listing
from pipelines.commands.terminal.options import BadInput, JsonOption, QuietOption
from pipelines.commands.terminal.screen import answer, note
from pipelines.core.pipeline import Runs
from pipelines.operations.audit.origin import this_user
from pipelines.operations.known.known_names import known_pipelines
from pipelines.operations.known.nearest import none_of
from pipelines.operations.places.runs import PipelinePlace, clear_runs, places_of, set_runs, warning_of

app = typer.Typer(help="Where each pipeline runs on a cluster: warm, pods or pod.")
PipelineArgument = Annotated[str, typer.Argument(metavar="PIPELINE")]


@app.callback(invoke_without_command=True)
def pipelines(context: typer.Context, as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    """List the pipelines: where each runs, who said so, and how many live processes take its jobs."""
    if context.invoked_subcommand is not None:
        return
    with connected() as connection:
        found = places_of(connection)
    told = [place.model_dump(mode="json") for place in found]
    answer(as_json, quiet, told, [place.pipeline for place in found], lambda: listed(found))


@app.command("set")
def set_place(
    pipeline: PipelineArgument,
    runs: Annotated[
        Runs,
        typer.Option(
            help="warm: in processes that are always there; pods: a pod per step; pod: one for all."
        ),
    ],
    why: Annotated[str, typer.Option(help="Told by the list and the audit.")],
    as_json: JsonOption = False,
) -> None:
    """Have its jobs run there from now on, whatever the code or the chart says. Those at work end where they began."""
    with connected() as connection:
        _known(connection, pipeline)
        place = set_runs(connection, pipeline, runs, why=why, origin=this_user())
    told(as_json, place, f"{pipeline} runs {place.runs}, from the next job on.")


@app.command()
def clear(pipeline: PipelineArgument, as_json: JsonOption = False) -> None:
    """Let the declared place hold again. Exit code 1 where no other one was set."""
    with connected() as connection:
        _known(connection, pipeline)
        cleared = clear_runs(connection, pipeline, origin=this_user())
        [place] = places_of(connection, pipeline)
    sentence = (
        f"{pipeline} runs {place.runs}, as declared." if cleared else f"{pipeline}: no other place was set."
    )
    told(as_json, place, sentence)
    if not cleared:
        raise typer.Exit(1)


def _known(connection: psycopg.Connection[Any], pipeline: str) -> None:
    """Errors: BadInput."""
    if pipeline not in (known := known_pipelines(connection)):
        raise BadInput(f"there is no pipeline of that name: it {none_of(pipeline, known)}")


def told(as_json: bool, place: PipelinePlace, sentence: str) -> None:
    answer(as_json, False, place.model_dump_json(), [], lambda: Text(sentence))
    if not as_json and (warning := warning_of(place)) is not None:
        note(warning, style="yellow")


def listed(places: Sequence[PipelinePlace]) -> Listing:
    table = Listing("pipeline", "runs", "taken by", Column("set by", text=True))
    for place in places:
        taken = f"{place.processes}" if place.processes else "nobody alive"
        why = "" if place.who is None else f"set by {place.who}: {place.why} (declared: {place.declared})"
        table.add(place.pipeline, place.runs, taken, why)
    return table
