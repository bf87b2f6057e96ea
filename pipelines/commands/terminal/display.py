"""Jobs as text for a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines.operations.jobs import JobSummary, JobView
from steps.core.errors import StepError
from steps.core.models import DocumentRef
from steps.core.status import AttemptStatus, JobStatus

if TYPE_CHECKING:
    from steps.core.storage.storage import Storage

COLOURS: dict[str, str] = {
    JobStatus.QUEUED: "dim",
    JobStatus.DISPATCHED: "cyan",
    JobStatus.RUNNING: "cyan",
    JobStatus.COMPLETED: "green",
    JobStatus.FAILED: "red",
    JobStatus.CANCELLED: "yellow",
    JobStatus.SKIPPED: "dim",
    AttemptStatus.WAITING: "yellow",
    AttemptStatus.LOST: "magenta",
}
UNDER_WAY = frozenset({AttemptStatus.RUNNING, AttemptStatus.WAITING})
MAX_REPORT = 2**20


def status_text(status: str) -> Text:
    return Text(status, style=COLOURS.get(status, ""))


def clock(time: datetime | None) -> str:
    return time.astimezone().strftime("%H:%M:%S") if time else ""


def job_table(jobs: list[JobView]) -> Table:
    """One line per job: where it is and how long it has taken."""
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for heading in ("pipeline", "step", "status", "time"):
        table.add_column(heading, justify="right" if heading == "time" else "left", no_wrap=True)
    for job in jobs:
        last = job.attempts[-1] if job.attempts else None
        step = last.step if last else ""
        if last and last.number > 1:
            step += f" (attempt {last.number})"
        shown = last.status if last and not job.final and last.status in UNDER_WAY else job.status
        table.add_row(job.pipeline, step, status_text(shown), f"{job.seconds:.1f} s")
    return table


def summary_table(jobs: list[JobSummary]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for heading in ("id", "pipeline", "status", "queued", "time", "error"):
        table.add_column(heading, justify="right" if heading == "time" else "left", overflow="fold")
    for job in jobs:
        code = job.error.code if job.error else ""
        table.add_row(
            job.id, job.pipeline, status_text(job.status), clock(job.queued_at), f"{job.seconds:.1f} s", code
        )
    return table


def attempt_table(job: JobView) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for heading in ("step", "attempt", "status", "started", "time", "error"):
        table.add_column(
            heading, justify="right" if heading in ("attempt", "time") else "left", overflow="fold"
        )
    for attempt in job.attempts:
        error = f"{attempt.error.code}: {attempt.error.message}" if attempt.error else ""
        table.add_row(
            attempt.step,
            str(attempt.number),
            status_text(attempt.status),
            clock(attempt.started_at),
            f"{attempt.seconds:.2f} s",
            error,
        )
    return table


def report(job: JobView, storage: Storage) -> RenderableType | None:
    """The report that the job's process step wrote, if it can still be read."""
    found = ((job.result or {}).get("artifacts") or {}).get("report")
    if found is None:
        return None
    try:
        text = storage.read(DocumentRef.model_validate(found), limit=MAX_REPORT).decode()
    except StepError as error:
        return Text(f"The report cannot be read: {error.message}", style="yellow")
    from rich.markdown import Markdown  # takes a Markdown parser; only this needs it

    return Markdown(text)


def full(job: JobView, storage: Storage, budget: float | None) -> RenderableType:
    """Everything about one job: head, attempts, error, report and where its files lie."""
    head = Text.assemble(
        (job.pipeline, "bold"),
        "  ",
        status_text(job.status),
        f"  {job.seconds:.1f} s",
        f" of {budget:.0f} s" if budget and job.dispatched_at else "",
        ("  " + job.id, "dim"),
    )
    parts: list[RenderableType] = [head, Padding(attempt_table(job), (1, 0))]
    if job.error:
        where = f" in {job.error.step}" if job.error.step else ""
        ended = "Failed" if job.status == JobStatus.FAILED else str(job.status).capitalize()
        parts.append(Text(f"{ended}{where}: {job.error.code}: {job.error.message}", style="red"))
    parts += [Text(sentence) for sentence in places(job)]
    if job.advice:
        parts.append(Text(f"What to do: {job.advice.text}"))
        parts += [Text(f"Runbook: {job.advice.runbook}")] if job.advice.runbook else []
    if (shown := report(job, storage)) is not None:
        parts.append(Padding(shown, (0, 0, 1, 0)))
    for role, document in sorted(((job.result or {}).get("artifacts") or {}).items()):
        parts.append(Text(f"{role}: {document['uri']}", style="dim"))
    return Group(*parts)


def places(job: JobSummary) -> list[str]:
    """Whose place it took, who took its own, and where it goes on."""
    told = [job.moved_because] if job.moved_because else []
    told += [f"Its place was taken by {job.taken_by}."] if job.taken_by else []
    return told + ([f"It brings along the events of {job.gathered:,} more."] if job.gathered else [])


def console(*, stderr: bool = False) -> Console:
    """Where there is no terminal, lines are wide and plain, so that scripts and logs can read them."""
    made = Console(stderr=stderr, highlight=False)
    return made if made.is_terminal else Console(stderr=stderr, highlight=False, width=110, no_color=True)
