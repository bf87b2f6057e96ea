"""`bgjobs pause`, `resume` and `drain`: let no more jobs through a pipeline, a limit or one key of it, and again."""

from __future__ import annotations

import time
from typing import Annotated, Any

import psycopg
import typer
from rich.text import Text

from pipelines.commands.gates.limits_command import told
from pipelines.commands.gates.typed_gates import GateArgument, UntilOption, WhyOption, gate_of, until_of
from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.interruption import goes_on
from pipelines.commands.terminal.options import JsonOption
from pipelines.commands.terminal.screen import answer, note
from pipelines.operations.audit.origin import this_user
from pipelines.operations.gates import gate_acts
from pipelines.operations.gates.gate_acts import at_work
from pipelines.operations.gates.gate_names import Gate

LOOK_SECONDS = 0.5


def pause(gate: GateArgument, why: WhyOption, until: UntilOption = None, as_json: JsonOption = False) -> None:
    """Let no more jobs through a pipeline, a limit or one key of it. What is at work goes on; nothing is lost."""
    wanted = gate_of(gate)
    with connected() as connection:
        ends = until_of(until)
        gate_acts.pause(connection, wanted, until=ends, why=why, origin=this_user())
        left = at_work(connection, wanted)
    told(as_json, str(wanted), f"{wanted} is paused and {working(left)}")


def resume(gate: GateArgument, as_json: JsonOption = False) -> None:
    """Let jobs through again. Exit code 1 where it was not paused."""
    wanted = gate_of(gate)
    with connected() as connection:
        resumed = gate_acts.resume(connection, wanted, origin=this_user())
    sentence = f"{wanted} goes on." if resumed else f"{wanted} was not paused."
    told(as_json, str(wanted), sentence, done=resumed)


def drain(
    gate: GateArgument,
    why: WhyOption,
    until: UntilOption = None,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until nothing of it is at work.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Pause it and, with --wait, stay until what is at work has ended. It stays paused."""
    wanted = gate_of(gate)
    with connected() as connection:
        ends = until_of(until)
        gate_acts.pause(connection, wanted, until=ends, why=why, origin=this_user())
        left = at_work(connection, wanted)
        with goes_on(
            f"It stays paused, and what is at work goes on. Let jobs through again:\n  bgjobs resume {wanted}"
        ):
            left = _drained(connection, wanted, left) if wait else left
    told = {"gate": str(wanted), "at_work": left}
    answer(as_json, False, told, [], lambda: Text(f"{wanted} is paused and {working(left)}"))


def _drained(connection: psycopg.Connection[Any], wanted: Gate, left: int) -> int:
    said = None
    while left:
        if left != said:
            note(f"{left:,} at work")
            said = left
        time.sleep(LOOK_SECONDS)
        left = at_work(connection, wanted)
    return left


def working(left: int) -> str:
    return f"{left:,} of it at work, to their end." if left else "nothing of it is at work."
