"""`bgjobs limits`: what is bounded, what waits for it, and another bound for a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from pipelines.commands.gates.typed_gates import GateArgument, UntilOption, WhyOption, gate_of, until_of
from pipelines.commands.terminal import display
from pipelines.commands.terminal.installation import connected
from pipelines.commands.terminal.options import JsonOption, stored
from pipelines.operations.audit.origin import this_user
from pipelines.operations.gates import gate_words
from pipelines.operations.gates.gate_acts import clear_bound, set_bound, set_weight, weights
from pipelines.operations.gates.gate_list import find_key, find_limit, list_limits
from pipelines.operations.gates.gate_views import KeyView, LimitView, Use
from pipelines.operations.gates.typed_bounds import read_bound

app = typer.Typer(help="Limits: what is bounded, what waits, and another bound for a time.")
SHOWN_HOLDERS = 5
HEADINGS = ("limit", "kind", "bound", "used", "waiting")
FIGURES = 3  # the column with the first of them
LONGEST = 30  # characters of a name


@app.callback(invoke_without_command=True)
def limits(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the limits: the bound in force, places used, what waits, and what somebody changed."""
    if context.invoked_subcommand is not None:
        return
    with connected() as connection:
        found = list_limits(connection)
        shares = weights(connection)
    if as_json:
        typer.echo(found.model_dump_json())
        return
    display.console().print(table_of(found.limits))
    for share in shares:
        typer.echo(f"weight of {share.key}: {share.weight:g}")


@app.command()
def show(
    gate: GateArgument,
    after: Annotated[str | None, typer.Option(help="The next page of keys, as the page before says.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show one limit with its keys, or one key of it, and who is at work."""
    wanted = gate_of(gate)
    with connected() as connection:
        if wanted.key is not None:
            key = find_key(connection, wanted)
            if as_json:
                typer.echo(key.model_dump_json())
            else:
                display.console().print(table_of([key]))
                print_holders(key)
            return
        found = find_limit(connection, wanted.name, after)
    if as_json:
        typer.echo(found.model_dump_json())
        return
    display.console().print(table_of([found.limit, *found.keys]))
    print_holders(found.limit)
    if found.next:
        display.console(stderr=True).print(f"More keys: bgjobs limits show {wanted} --after {found.next}")


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
    typer.echo(json.dumps({"gate": gate, "changed": done}) if as_json else sentence)
    if not done:
        raise typer.Exit(1)


def table_of(rows: Sequence[LimitView | KeyView]) -> Group:
    """One line per limit or key, and one more for each thing that somebody changed."""
    cells = [HEADINGS, *(cells_of(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = [aligned(HEADINGS, widths)]
    for row, told in zip(rows, cells[1:], strict=True):
        lines.append(aligned(told, widths))
        lines += [Text(f"    {sentence}", style="yellow") for sentence in gate_words.changes(row)]
    for line in lines:
        line.no_wrap, line.overflow = True, "ignore"
    return Group(*lines)


def cells_of(row: LimitView | KeyView) -> tuple[str, ...]:
    name = f"  {row.gate}" if isinstance(row, KeyView) else row.name
    kind = row.kind if isinstance(row, LimitView) else ""
    shown = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
    return shown, kind, gate_words.in_force(row), f"{row.used:,}", gate_words.waiting(row)


def aligned(cells: tuple[str, ...], widths: list[int]) -> Text:
    """Figures to the right."""
    padded = [
        text.rjust(width) if column >= FIGURES else text.ljust(width)
        for column, (text, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return Text("  ".join(padded).rstrip())


def print_holders(use: Use) -> None:
    for job_id in use.holders[:SHOWN_HOLDERS]:
        typer.echo(f"at work: {job_id}")
    if use.at_work > SHOWN_HOLDERS:
        typer.echo(f"and {use.at_work - SHOWN_HOLDERS:,} more")
