"""`--where` and what goes with it: begin an operation, or tell what it would be."""

from __future__ import annotations

import time
from typing import Annotated, Any

import psycopg
import typer

from pipelines.commands.bulk.told import preview_text, summary_text
from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.interruption import goes_on
from pipelines.commands.terminal.options import BadInput, stored
from pipelines.commands.terminal.screen import Screen, answer, note, say_ids, say_json
from pipelines.operations.audit.origin import this_user
from pipelines.operations.bulk.freezing import Wanted, freeze, preview
from pipelines.operations.bulk.operation import OperationView, find_operation
from pipelines.operations.bulk.states import Kind, OperationState

LOOK_SECONDS = 0.5
GOES_ON = "The operation goes on without you. Look again:\n  bgjobs operations show {0}"
OneIdArgument = Annotated[
    str | None,
    typer.Argument(metavar="[ID]", help="The job's id, or enough of its beginning to know it by."),
]
WhereOption = Annotated[
    str | None,
    typer.Option(
        metavar="SELECTION",
        callback=stored,
        help='Instead of ID: all jobs that fit, such as "status=failed pipeline=news-analyzer '
        'error=rate_limited since=2h tenant=acme tag.region=eu".',
    ),
]
AllOption = Annotated[
    bool, typer.Option("--all", help="Every job is meant; needed where --where says nothing.")
]
RateOption = Annotated[
    str | None, typer.Option(metavar="N/s", help="At most so many jobs: 10/s, 90/m or 2000/h.")
]
WhyOption = Annotated[str | None, typer.Option(callback=stored, help="The reason, for the audit.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Tell how many jobs of what kind fit, and change nothing.")
]


def one_or_many(job_id: str | None, where: str | None, everything: bool) -> str | None:
    """The one job that is meant; None where --where or --all selects many. Errors: BadInput for both or neither."""
    many = where is not None or everything
    if many and job_id is not None:
        raise BadInput("ID: names one job, and --where selects many; give one of them")
    if not many and job_id is None:
        raise BadInput('ID: is missing; name a job, or select many: --where "status=failed since=2h"')
    return job_id


def begin(
    kind: Kind,
    where: str | None,
    everything: bool,
    *,
    rate: str | None,
    why: str | None,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    from_step: str | None = None,
    wait: bool = False,
) -> None:
    """Freeze the selection into an operation and print its id. `wait`: stay until it has ended."""
    wanted = Wanted(kind=kind, where=where or "", all=everything, from_step=from_step, rate=rate, why=why)
    with connected() as connection:
        if dry_run:
            found = preview(connection, wanted)
            answer(as_json, quiet, found.model_dump_json(), found.ids, lambda: preview_text(found))
            return
        operation_id = freeze(connection, wanted, this_user())
        if not as_json:
            say_ids([operation_id])
        elif wait:
            note(f"operation {operation_id}")
        with goes_on(GOES_ON.format(operation_id)):
            made = _ended(connection, operation_id) if wait else find_operation(connection, operation_id)
    assert made is not None  # noqa: S101  it was made just now
    if as_json:
        say_json(made.model_dump(mode="json"))
    elif not quiet:
        Screen(stderr=True).print(summary_text(made))


def _ended(connection: psycopg.Connection[Any], operation_id: str) -> OperationView | None:
    while True:
        found = find_operation(connection, operation_id)
        if found is None or found.ended or found.state == OperationState.PAUSED:
            return found
        time.sleep(LOOK_SECONDS)
