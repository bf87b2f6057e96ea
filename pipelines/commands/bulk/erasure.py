"""`bgjobs erase`: remove a person's data everywhere, and write a receipt."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.text import Text

from pipelines.commands.bulk.asking import GOES_ON, LOOK_SECONDS, DryRunOption, WhyOption
from pipelines.commands.bulk.told import erasure_text
from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.interruption import goes_on
from pipelines.commands.terminal.options import JsonOption, QuietOption, stored
from pipelines.commands.terminal.screen import answer, note, say_ids, say_json
from pipelines.operations.audit.origin import this_user
from pipelines.operations.bulk.erasing import begin_erasure, find_receipt, person_of, preview_erasure
from pipelines.operations.bulk.states import ENDED, OperationState


def erase(
    tenant: Annotated[
        str | None, typer.Option(callback=stored, help="All that was sent for this tenant.")
    ] = None,
    tag: Annotated[
        str | None,
        typer.Option(metavar="NAME=VALUE", callback=stored, help="All that was sent with this tag."),
    ] = None,
    match: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", callback=stored, help="All whose rows name this text, whatever its case."
        ),
    ] = None,
    why: WhyOption = None,
    dry_run: DryRunOption = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Stay until all is erased, and print the receipt.")
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Remove a person's payloads, results, documents, logs and texts of errors. Rows keep their ids and times and are
    marked erased; jobs at work are cancelled first. `bgjobs operations receipt ID` tells what was erased."""
    person = person_of(tenant, tag, match)
    with connected() as connection:
        if dry_run:
            found = preview_erasure(connection, person)
            answer(as_json, quiet, found.model_dump_json(), found.ids, lambda: Text(erasure_text(found)))
            return
        operation_id = begin_erasure(connection, person, this_user(), why)
        receipt = find_receipt(connection, operation_id)
        if quiet or not (wait or as_json):
            say_ids([operation_id])
        if not quiet:
            note(f"Follow it: bgjobs operations show {operation_id}")
        with goes_on(GOES_ON.format(operation_id)):
            while wait and receipt and receipt.state not in {*ENDED, OperationState.PAUSED}:
                time.sleep(LOOK_SECONDS)
                receipt = find_receipt(connection, operation_id)
    if (wait or as_json) and receipt is not None and not quiet:
        say_json(receipt.model_dump_json())
