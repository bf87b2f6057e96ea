"""`bgjobs schedule set|list|show|pause|resume|remove|run`: what is sent by the clock."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from pipelines.commands.schedules import schedule_text
from pipelines.commands.terminal.inputs import event_model, read_data
from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.options import (
    BadInput,
    DataOption,
    JsonOption,
    PipelineArgument,
    QuietOption,
    TagsOption,
    envelope,
    stored,
)
from pipelines.commands.terminal.screen import answer, note, say, say_json
from pipelines.operations.audit.origin import this_user
from pipelines.operations.schedules import changing
from pipelines.operations.schedules.definition import ScheduleRefused
from pipelines.operations.schedules.schedule_rows import Connection, find_schedule, schedules_page

app = typer.Typer(no_args_is_help=True, help="What is sent by the clock: set, show, pause and run schedules.")
Name = Annotated[str, typer.Argument(metavar="NAME", callback=stored, help="The schedule's name.")]


@app.command("set")
def set_one(
    name: Name,
    pipeline: PipelineArgument,
    cron: Annotated[
        str | None, typer.Option(callback=stored, help='By the clock of --tz, such as "0 3 * * *".')
    ] = None,
    every: Annotated[
        str | None, typer.Option(metavar="TIME", callback=stored, help="True elapsed time, such as 15m.")
    ] = None,
    tz: Annotated[
        str | None, typer.Option(callback=stored, help="IANA zone of --cron; default: UTC.")
    ] = None,
    data: DataOption = None,
    jitter: Annotated[
        str | None, typer.Option(metavar="TIME", callback=stored, help="Up to so much later.")
    ] = None,
    catch_up: Annotated[
        str | None,
        typer.Option(metavar="TIME", callback=stored, help="What is later than this is missed; default: 1h."),
    ] = None,
    at_most: Annotated[
        int | None, typer.Option(help="Of those that are late, the newest to send; default: 1.")
    ] = None,
    priority: Annotated[int | None, typer.Option(help="Of its jobs, -3 to 3; higher goes first.")] = None,
    tenant: Annotated[str | None, typer.Option(callback=stored, help="For whom.")] = None,
    tag: TagsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set a schedule as it is to be from now on, new or not. Nothing of the past is sent; a pause stays."""
    event_model(pipeline)
    given: dict[str, Any] = {
        "pipeline": pipeline,
        "data": read_data(data),
        "cron": cron,
        "every": every,
        "tz": tz,
        "jitter": jitter,
        "catch_up": catch_up,
        "at_most": at_most,
        "priority": priority,
        **envelope(tenant, tag),
    }
    given = {key: value for key, value in given.items() if value is not None}
    with connected() as connection:
        try:
            made = changing.set_schedule(connection, name, given, origin=this_user())
        except ScheduleRefused as refused:
            raise BadInput("\n".join(refused.faults)) from None
        _tell(connection, name, as_json, "Set." if made else "Changed.")


@app.command("list")
def list_all(
    pipeline: Annotated[str | None, typer.Option(callback=stored, help="Only this pipeline's.")] = None,
    after: Annotated[
        str | None, typer.Option(callback=stored, help="Only later names: the next page.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """List schedules by name, with their next planned time by the clock of their zone."""
    with connected() as connection:
        page = schedules_page(connection, limit, pipeline=pipeline, after=after)
    found = page.schedules
    table = schedule_text.table_of(found) if found else None
    notes = [f"More: bgjobs schedule list --after {page.next}"] if page.next else []
    if not found:
        notes.append(
            'No schedules yet. Set one: bgjobs schedule set NAME PIPELINE --cron "0 3 * * *" --data FILE'
        )
    answer(as_json, quiet, page.model_dump_json(), [one.name for one in found], lambda: table, notes)


@app.command()
def show(name: Name, as_json: JsonOption = False) -> None:
    """Show a schedule: how it goes, and the ten times that are planned next."""
    with connected() as connection:
        _tell(connection, name, as_json)


@app.command()
def pause(
    name: Name,
    why: Annotated[str | None, typer.Option(callback=stored, help="For whoever finds it paused.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Send nothing until it is resumed, also over deploys."""
    with connected() as connection:
        found = changing.pause_schedule(connection, name, origin=this_user(), why=why)
        _tell(connection, _there(name, found), as_json, "Paused.")


@app.command()
def resume(name: Name, as_json: JsonOption = False) -> None:
    """Go on with the next planned time. What was planned meanwhile is not sent."""
    with connected() as connection:
        found = changing.resume_schedule(connection, name, origin=this_user())
        _tell(connection, _there(name, found), as_json, "Resumed.")


@app.command()
def remove(name: Name, as_json: JsonOption = False) -> None:
    """Forget a schedule. The jobs that it sent stay."""
    with connected() as connection:
        _there(name, changing.remove_schedule(connection, name, origin=this_user()))
    answer(as_json, False, {"name": name, "removed": True}, [], lambda: Text("Removed."))


@app.command()
def run(name: Name, as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Send its event once now and print the job's id; the plan stays as it is."""
    with connected() as connection:
        try:
            job_id = changing.run_schedule(connection, name, origin=this_user())
        except ScheduleRefused as refused:
            raise BadInput("\n".join(refused.faults)) from None
    _there(name, bool(job_id))
    answer(as_json, True, {"job_id": job_id, "schedule": name}, [str(job_id)], lambda: None)


def _there(name: str, found: bool) -> str:
    """Errors: BadInput."""
    if not found:
        raise BadInput("NAME: there is no such schedule; `bgjobs schedule list` shows them")
    return name


def _tell(connection: Connection, name: str, as_json: bool, done: str = "") -> None:
    found = find_schedule(connection, name)
    if found is None:
        _there(name, False)
    elif as_json:
        say_json(found.model_dump_json())
    else:
        if done:
            note(done)
        say(schedule_text.full(found))
