"""`bgjobs audit`: who did what to jobs, limits, tokens and settings, when and from where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from pipelines.commands.terminal import display
from pipelines.commands.terminal.installation import connected, full_id
from pipelines.commands.terminal.listing import Column, Listing, TerminalOr
from pipelines.commands.terminal.options import JsonOption, QuietOption
from pipelines.commands.terminal.screen import answer
from pipelines.operations.audit.acts import Act, acts_page
from pipelines.operations.gates.act_words import ON_LIMITS, act_words


def audit(
    job: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what was done to this job, and its reruns.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(help="Only at this time or later.")] = None,
    after: Annotated[UUID | None, typer.Option(help="Only older than this row: the next page.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """List who cancelled, reran, deleted or sent by hand, one job or many, made or revoked a token, or changed a
    limit, a schedule or a setting; newest first."""
    with connected() as connection:
        job_id = full_id(connection, job) if job else None
        page = acts_page(connection, limit, job_id=job_id, since=since and since.astimezone(), after=after)
    ids = [act.id for act in page.acts]
    notes = [f"Older ones: bgjobs audit --after {page.next}"] if page.next else []
    answer(as_json, quiet, page.model_dump_json(), ids, lambda: shown(page.acts), notes)


def shown(acts: Sequence[Act]) -> RenderableType:
    """For people two lines each, for a pipe one: time, act, subject, job, who, door, address, facts."""
    if not acts:
        return Text("Nobody has done anything by hand.")
    rows = Listing("at", "act", "subject", Column("job", keep=True), "by", "door", "from", "facts")
    for act in acts:
        more = " ".join(f"{name}={value}" for name, value in sorted(facts(act).items()))
        who = (act.actor, act.door, act.address or "")
        rows.add(display.clock(act.at), act.act, act.subject or "", act.job_id or "", *who, more)
    return TerminalOr(Group(*map(told, acts)), rows)


def told(act: Act) -> Text:
    """Two lines of at most 80 characters each, as long as names are not longer than names are."""
    on_limit = act.act in ON_LIMITS  # whose words say the whole
    more = {} if on_limit else facts(act)
    lines = Text.assemble(
        (f"{act.at.astimezone():%Y-%m-%d %H:%M:%S}", "dim"),
        "  ",
        (act_words(act), "bold"),
        "\n" if on_limit else f"  {' '.join(str(of) for of in (act.subject, act.job_id) if of)}\n",
        f"    by {act.actor}, {act.door}",
        f", from {act.address}" if act.address else "",
        "".join(f", {name.replace('_', ' ')} {value}" for name, value in sorted(more.items())),
    )
    lines.no_wrap, lines.overflow = True, "ignore"
    return lines


def facts(act: Act) -> dict[str, str]:
    """What the act has of its own, as words; lists joined."""
    return {
        name: " ".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in act.details.items()
    }
