"""`bgjobs limits`: what is bounded, what waits for it, and another bound for a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from pipelines.commands.gates.typed_gates import GateArgument, UntilOption, WhyOption, gate_of, until_of
from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.listing import Cell, Column, Listing
from pipelines.commands.terminal.options import JsonOption, QuietOption, stored
from pipelines.commands.terminal.screen import answer
from pipelines.operations.audit.origin import this_user
from pipelines.operations.gates import gate_words
from pipelines.operations.gates.gate_acts import clear_bound, set_bound, set_weight, weights
from pipelines.operations.gates.gate_list import find_key, find_limit, list_limits
from pipelines.operations.gates.gate_views import KeyView, LimitView, Use
from pipelines.operations.gates.typed_bounds import read_bound

app = typer.Typer(help="Limits: what is bounded, what waits, and another bound for a time.")
SHOWN_HOLDERS = 5


@app.callback(invoke_without_command=True)
def limits(context: typer.Context, as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    """List the limits: the bound in force, places used, what waits, and what somebody changed."""
    if context.invoked_subcommand is not None:
        return
    with connected() as connection:
        found = list_limits(connection)
        shares = weights(connection)
    weighed = [Text(f"weight of {share.key}: {share.weight:g}") for share in shares]
    shown = Group(table_of(found.limits), *weighed)
    answer(as_json, quiet, found.model_dump_json(), [limit.name for limit in found.limits], lambda: shown)


@app.command()
def show(
    gate: GateArgument,
    after: Annotated[str | None, typer.Option(help="The next page of keys, as the page before says.")] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show one limit with its keys, or one key of it, and who is at work."""
    wanted = gate_of(gate)
    with connected() as connection:
        if wanted.key is not None:
            key = find_key(connection, wanted)
            told = key.model_dump_json()
            answer(as_json, quiet, told, key.holders, lambda: Group(table_of([key]), *holders(key)))
            return
        found = find_limit(connection, wanted.name, after)
    shown = Group(table_of([found.limit, *found.keys]), *holders(found.limit))
    notes = [f"More keys: bgjobs limits show {wanted} --after {found.next}"] if found.next else []
    answer(as_json, quiet, found.model_dump_json(), found.limit.holders, lambda: shown, notes)


@app.command("set")
def set_limit(
    gate: GateArgument,
    bound: Annotated[str, typer.Argument(metavar="N|N/TIME", help="20, or of a rate 100/60s.")],
    why: WhyOption,
    until: UntilOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bound a limit, one key of it or a pipeline, whatever the code says: customer=42, openai, news-analyzer."""
    wanted, (n, every) = gate_of(gate), read_bound(bound)
    with connected() as connection:
        ends = until_of(until)
        set_bound(connection, wanted, n, every=every, until=ends, why=why, origin=this_user())
    told(as_json, str(wanted), f"{wanted}: {gate_words.bound(n, every)}, from the next look on.")


@app.command()
def clear(gate: GateArgument, as_json: JsonOption = False) -> None:
    """Let the declared bound hold again. Exit code 1 where no other one was set."""
    wanted = gate_of(gate)
    with connected() as connection:
        cleared = clear_bound(connection, wanted, origin=this_user())
    done = f"{wanted}: what the code declares holds again."
    told(as_json, str(wanted), done if cleared else f"{wanted}: no other bound was set.", done=cleared)


@app.command()
def weight(
    share: Annotated[str, typer.Argument(metavar="SHARE", callback=stored, help="A value of fair_by.")],
    value: Annotated[float, typer.Argument(metavar="N", help="How many turns, beside the others' 1.")],
    as_json: JsonOption = False,
) -> None:
    """Give a share, such as a tenant, more or fewer turns than others. 1 is what all have."""
    with connected() as connection:
        changed = set_weight(connection, share, value, origin=this_user())
    told(as_json, share, f"{share}: weight {value:g}" + ("." if changed else ", as it was."))


def told(as_json: bool, gate: str, sentence: str, *, done: bool = True) -> None:
    """One line, or the same for programs; exit code 1 where nothing was to be done."""
    answer(as_json, False, {"gate": gate, "changed": done}, [], lambda: Text(sentence))
    if not done:
        raise typer.Exit(1)


def table_of(rows: Sequence[LimitView | KeyView]) -> Listing:
    """One line per limit or key, and below it what somebody changed."""
    figures = [Column(name, right=True) for name in ("used", "waiting")]
    table = Listing("limit", "kind", "bound", *figures, Column("changed", text=True, below=True))
    for row in rows:
        table.add(*cells_of(row), Text("\n".join(gate_words.changes(row)), style="yellow"))
    return table


def cells_of(row: LimitView | KeyView) -> tuple[str | Cell, ...]:
    name = Cell(f"  {row.gate}", str(row.gate)) if isinstance(row, KeyView) else row.name
    kind = row.kind if isinstance(row, LimitView) else ""
    return name, kind, gate_words.in_force(row), Cell(f"{row.used:,}", str(row.used)), gate_words.waiting(row)


def holders(use: Use) -> list[Text]:
    """Jobs at work, a line each."""
    told = [Text(f"at work: {job_id}") for job_id in use.holders[:SHOWN_HOLDERS]]
    more = use.at_work - SHOWN_HOLDERS
    return told + ([Text(f"and {more:,} more")] if more > 0 else [])
