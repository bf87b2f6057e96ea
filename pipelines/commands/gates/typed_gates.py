"""What several commands about limits take: a limit or a key, until when, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.terminal.options import BadInput, stored
from pipelines.operations.gates.gate_acts import Until
from pipelines.operations.gates.gate_names import Gate, read_gate
from pipelines.operations.gates.typed_bounds import read_until

GateArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME|NAME=KEY", callback=stored, help="A limit, one key of it (customer=42), or a pipeline."
    ),
]
WhyOption = Annotated[
    str, typer.Option(callback=stored, help="The reason, which the list, the job's page and the audit tell.")
]
UntilOption = Annotated[
    str | None,
    typer.Option(callback=stored, help="How long (30min, 2h, 1d) or a time; default: until taken back."),
]


def gate_of(text: str) -> Gate:
    """Errors: BadInput."""
    gate = read_gate(text)
    if not gate.name:
        raise BadInput("NAME: is empty; `bgjobs limits` shows the limits there are")
    return gate


def until_of(text: str | None) -> Until:
    """Errors: LimitRefused."""
    return None if text is None else read_until(text)
