"""`bgjobs operations`: what was done to many jobs at once; how far it is, and how to pause, stop or undo it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import psycopg
import typer

from pipelines.commands.bulk.told import full_text, operations_table, summary_text
from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.options import BadInput, JsonOption, QuietOption
from pipelines.commands.terminal.screen import answer, say_json
from pipelines.operations.audit.origin import this_user
from pipelines.operations.bulk.erasing import find_receipt
from pipelines.operations.bulk.operation import OperationView, find_operation, operations_page, steer
from pipelines.operations.bulk.states import Steer

app = typer.Typer(help="What was done to many jobs at once: how far it is; pause, resume, stop or undo it.")
OperationArgument = Annotated[UUID, typer.Argument(metavar="ID", help="The operation's id.")]


@app.callback(invoke_without_command=True)
def _first(context: typer.Context, as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    if context.invoked_subcommand is None:
        list_operations(as_json=as_json, quiet=quiet)


@app.command("list")
def list_operations(
    after: Annotated[UUID | None, typer.Option(help="Only older than this one: the next page.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """List operations, newest first."""
    with connected() as connection:
        page = operations_page(connection, limit, after=after)
    found = page.operations
    notes = [f"Older ones: bgjobs operations list --after {page.next}"] if page.next else []
    if not found:
        notes.append(
            'No operations yet. Begin one: bgjobs rerun --where "status=failed since=2h" --rate 10/s'
        )
    table = operations_table(found) if found else None
    answer(as_json, quiet, page.model_dump_json(), [one.id for one in found], lambda: table, notes)


@app.command()
def show(operation_id: OperationArgument, as_json: JsonOption = False) -> None:
    """Show one operation: how far it is, what became of its jobs, and what may be done to it."""
    with connected() as connection:
        found = _found(connection, str(operation_id))
    answer(as_json, False, found.model_dump(mode="json"), [], lambda: full_text(found))


@app.command()
def receipt(operation_id: OperationArgument) -> None:
    """Print what an erasure has erased, as JSON: what, how many, when and by whom, without the text itself."""
    with connected() as connection:
        found = find_receipt(connection, str(operation_id))
    if found is None:
        raise BadInput("ID: there is no such erasure; `bgjobs operations` shows them")
    say_json(found.model_dump_json(indent=2))


@app.command()
def pause(operation_id: OperationArgument, as_json: JsonOption = False) -> None:
    """Do nothing more for now."""
    _steer(operation_id, Steer.PAUSE, as_json)


@app.command()
def resume(operation_id: OperationArgument, as_json: JsonOption = False) -> None:
    """Go on."""
    _steer(operation_id, Steer.RESUME, as_json)


@app.command()
def stop(operation_id: OperationArgument, as_json: JsonOption = False) -> None:
    """Do nothing more, for good. What was done stays."""
    _steer(operation_id, Steer.STOP, as_json)


@app.command()
def undo(operation_id: OperationArgument, as_json: JsonOption = False) -> None:
    """Stop a rerun, and cancel those of its new jobs that have not begun."""
    _steer(operation_id, Steer.UNDO, as_json)


def _steer(operation_id: UUID, act: Steer, as_json: bool) -> None:
    with connected() as connection:
        _found(connection, str(operation_id))
        steer(connection, str(operation_id), act, this_user())
        found = _found(connection, str(operation_id))
    answer(as_json, False, found.model_dump(mode="json"), [], lambda: summary_text(found))


def _found(connection: psycopg.Connection[Any], operation_id: str) -> OperationView:
    found = find_operation(connection, operation_id)
    if found is None:
        raise BadInput("ID: there is no such operation; `bgjobs operations` shows them")
    return found
