"""`bgjobs explain`: why a job waits, where its time went, what a rerun would do."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from pipelines.commands.terminal import display
from pipelines.commands.terminal.installation import connected, full_id
from pipelines.commands.terminal.listing import Cell, Column, Listing
from pipelines.commands.terminal.options import IdArgument, JsonOption
from pipelines.commands.terminal.screen import say, say_json
from pipelines.operations.explain.explanation import Explanation
from pipelines.operations.explain.explanation import explain as explain_job

BAR = 30  # characters of the longest span


def explain(job_id: IdArgument, as_json: JsonOption = False) -> None:
    """Say why a job waits, where its time went, and what a rerun would do and cost."""
    with connected() as connection:
        found = explain_job(connection, full_id(connection, job_id))
    assert found is not None  # noqa: S101  its id was looked up just now
    if as_json:
        say_json(found.model_dump_json())
    else:
        say(shown(found))


def shown(found: Explanation) -> RenderableType:
    parts: list[RenderableType] = [
        Text.assemble((found.pipeline, "bold"), f"  {found.summary}  ", (found.id, "dim"))
    ]
    parts += [Text(sentence, style="yellow") for sentence in found.waiting]
    if found.taken_by:
        parts.append(Text(f"Its place was taken by {found.taken_by}.", style="yellow"))
    if found.moved:
        parts.append(Text(found.moved, style="yellow"))
    if found.time:
        parts += [Text(), Text("Where the time went", style="bold"), _bars(found)]
    if found.reruns:
        parts += [Text(), Text("What a rerun would do", style="bold")]
        for rerun in found.reruns:
            kept = f", keeps {', '.join(rerun.keeps)}" if rerun.keeps else ""
            cost = "" if rerun.cost_usd is None else f", {rerun.cost_usd:.4f} USD last time"
            paid = (
                f" ({rerun.calls} provider call{'s' if rerun.calls > 1 else ''}{cost})" if rerun.calls else ""
            )
            parts.append(Text(f"--from {rerun.from_step}: runs {', '.join(rerun.runs)}{kept}{paid}"))
    if found.advice:
        parts += [Text(), Text(f"What to do: {found.advice.text}")]
        parts += [Text(f"Runbook: {found.advice.runbook}")] if found.advice.runbook else []
    if found.rerun_advice:
        parts += [Text(), Text(found.rerun_advice)]
    return Group(*parts)


def _bars(found: Explanation) -> Listing:
    table = Listing("what", Column("time", right=True, keep=True), "bar", headings=False)
    longest = max(span.seconds for span in found.time)
    for span in found.time:
        bar = "█" * max(1, round(BAR * span.seconds / longest)) if longest else ""
        table.add(span.what, display.seconds(span.seconds, 2), Cell(Text(bar, style="cyan"), ""))
    return table
