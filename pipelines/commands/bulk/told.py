"""Operations as text for a terminal, at most 80 columns wide as long as names are not longer than names are."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from pipelines.commands.terminal.display import clock, status_text
from pipelines.commands.terminal.listing import Cell, Column, Listing
from pipelines.operations.bulk.erasing import Erasure
from pipelines.operations.bulk.freezing import Preview
from pipelines.operations.bulk.operation import Operation, OperationView
from pipelines.operations.bulk.states import Kind
from steps.core.status import JobStatus

VERBS = {Kind.RERUN: "run again", Kind.CANCEL: str(JobStatus.CANCELLED), Kind.DELETE: "deleted"}
OUT = {Kind.CANCEL: "final already", Kind.RERUN: "not final yet", Kind.DELETE: "not final yet"}


def counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def jobs_text(count: int) -> str:
    return counted(count, "job")


def erasure_text(found: Erasure) -> str:
    """What an erasure would take, a line for each thing."""
    lines = [
        f"{jobs_text(found.jobs)} would be erased, {found.at_work:,} of them cancelled first,",
        f"with {counted(found.events, 'event')} and {counted(found.rejected_events, 'refused event')}.",
    ]
    if found.gathering_jobs:
        whose = f"{jobs_text(found.gathering_jobs)} among them gathered such an event with those of others,"
        lines += [whose, "and would lose what was made of these, but not the others' events."]
    kinds = {"pause": found.pauses, "bound": found.bounds, "weight": found.weights}
    if lifted := [counted(count, noun) for noun, count in kinds.items() if count]:
        lines.append(f"{' and '.join(lifted)} of keys that are erased would end.")
    if found.reasons:
        lines.append(
            f"{counted(found.reasons, 'reason')} of what holds limits would go; what it holds stays."
        )
    return "\n".join([*lines, *(f"Such as {job_id}" for job_id in found.ids), "Nothing was changed."])


def preview_text(found: Preview) -> RenderableType:
    """How many of what, with a few ids."""
    lines: list[RenderableType] = [Text(f"{jobs_text(found.jobs)} would be {VERBS[found.kind]}.")]
    if found.groups:
        table = Listing(Column("jobs", right=True), "pipeline", "status", "error")
        for group in found.groups:
            table.add(number(group.jobs), group.pipeline, status_text(group.status), group.code or "")
        lines.append(table)
        lines += [Text(f"Such as {job_id}", style="dim") for job_id in found.ids]
    if found.left_out:
        fit = "fits is" if found.left_out == 1 else "fit are"
        lines.append(
            Text(f"{jobs_text(found.left_out)} that {fit} {OUT[found.kind]}, and would be left out.")
        )
    lines.append(Text("Nothing was changed."))
    return Group(*lines)


def summary_text(found: Operation) -> Text:
    """Where it is, in a line or two."""
    told = Text.assemble(
        f"{found.kind} of {jobs_text(found.total)}: ", (found.state, "bold"), f", {found.done:,} done"
    )
    for count, words in ((found.left_alone, "left alone"), (found.undone, "undone"), (found.left, "to come")):
        if count:
            told.append(f", {count:,} {words}")
    if not found.ended:
        told.append(f"\nFollow it: bgjobs operations show {found.id}", style="dim")
    return told


def full_text(found: OperationView) -> RenderableType:
    """Everything about one operation."""
    facts = [
        ("selection", found.selection or "all jobs"),
        ("from step", found.from_step),
        ("rate", found.pace if found.rate else None),
        ("by", found.actor),
        ("why", found.why),
        ("hindered by", found.problem),
    ]
    lines: list[RenderableType] = [summary_text(found)]
    lines += [Text(f"{name}: {value}") for name, value in facts if value]
    if found.made:
        lines.append(Text("new jobs: " + ", ".join(f"{made.jobs:,} {made.status}" for made in found.made)))
    for reason in found.reasons:
        lines.append(
            Text(f"{jobs_text(reason.jobs)}: {reason.text}, such as {reason.ids[0]}", style="yellow")
        )
    if found.acts:
        lines.append(Text("possible: " + ", ".join(found.acts), style="dim"))
    return Group(*lines)


def operations_table(found: list[Operation]) -> Listing:
    table = Listing(
        Column("id", keep=True),
        "what",
        "state",
        Column("jobs", right=True),
        Column("done", right=True),
        "begun",
    )
    for one in found:
        table.add(one.id, one.kind, one.state, number(one.total), number(one.done), clock(one.created_at))
    return table


def number(count: int) -> Cell:
    return Cell(f"{count:,}", str(count))
