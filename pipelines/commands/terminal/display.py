"""Jobs as text for a terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from pipelines.commands.terminal.listing import Cell, Column, Listing
from pipelines.operations.ids.short_ids import short_id
from pipelines.operations.jobs import JobSummary, JobView
from steps.core.errors import StepError
from steps.core.models import DocumentRef
from steps.core.outcome import JobError
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


def clock(time: datetime | None) -> Cell:
    """In a terminal by this machine's clock, with the day where it is another one; elsewhere ISO 8601 in UTC."""
    if time is None:
        return Cell("", "")
    local = time.astimezone()
    today = local.date() == datetime.now().astimezone().date()
    whole = time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Cell(local.strftime("%H:%M:%S" if today else "%m-%d %H:%M"), whole)


def seconds(length: float, digits: int = 1) -> Cell:
    """With its unit in a terminal, as a number elsewhere."""
    return Cell(f"{length:.{digits}f} s", f"{length:.3f}")


def job_table(jobs: list[JobView]) -> Listing:
    """One line per job: where it is and how long it has taken."""
    table = Listing("pipeline", "step", "status", Column("time", right=True))
    for job in jobs:
        last = job.attempts[-1] if job.attempts else None
        step = last.step if last else ""
        if last and last.number > 1:
            step += f" (attempt {last.number})"
        shown = last.status if last and not job.final and last.status in UNDER_WAY else job.status
        table.add(job.pipeline, step, status_text(shown), seconds(job.seconds))
    return table


def summary_table(jobs: list[JobSummary]) -> Listing:
    table = Listing(
        Column("id", keep=True), "pipeline", "status", "queued", Column("time", right=True), "error"
    )
    for job in jobs:
        code = job.error.code if job.error else ""
        table.add(
            id_cell(job.id),
            job.pipeline,
            status_text(job.status),
            clock(job.queued_at),
            seconds(job.seconds),
            code,
        )
    return table


def id_cell(job_id: str) -> Cell:
    """Short where a person reads it, whole where a program does."""
    return Cell(short_id(job_id), job_id)


def attempt_table(job: JobView) -> Listing:
    table = Listing(
        "step",
        Column("attempt", right=True),
        "status",
        "started",
        Column("time", right=True),
        Column("error", text=True),
    )
    for attempt in job.attempts:
        error = f"{attempt.error.code}: {attempt.error.message}" if attempt.error else ""
        table.add(
            attempt.step,
            str(attempt.number),
            status_text(attempt.shown_status),
            clock(attempt.started_at),
            seconds(attempt.seconds, 2),
            error,
        )
    return table


class Report:
    """A report set for a terminal, or as the Markdown that it is."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not console.is_terminal:
            yield Text(self._text)
            return
        from rich.markdown import Markdown  # takes a Markdown parser; only this needs it

        yield Markdown(
            self._text, hyperlinks=False
        )  # a link is an escape sequence with the report's own words


def report(job: JobView, storage: Storage) -> RenderableType | None:
    """The report that the job's process step wrote, if it can still be read."""
    found = ((job.result or {}).get("artifacts") or {}).get("report")
    if found is None:
        return None
    try:
        text = storage.read(DocumentRef.model_validate(found), limit=MAX_REPORT).decode("utf-8", "replace")
    except StepError as error:
        return Text(f"The report cannot be read: {error.message}", style="yellow")
    return Report(text)


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
    parts: list[RenderableType] = [head, Text(), attempt_table(job), Text()]
    if job.error:
        parts.append(ending(job, job.error))
    parts += [Text(sentence) for sentence in places(job)]
    if job.advice:
        parts.append(Text(f"What to do: {job.advice.text}"))
        parts += [Text(f"Runbook: {job.advice.runbook}")] if job.advice.runbook else []
    if (shown := report(job, storage)) is not None:
        parts += [shown, Text()]
    for role, document in sorted(((job.result or {}).get("artifacts") or {}).items()):
        parts.append(Text(f"{role}: {document['uri']}", style="dim"))
    return Group(*parts)


def ending(job: JobSummary, error: JobError) -> Text:
    """How it ended. What somebody stopped is no alarm: the sentence says who, and when."""
    if job.status == JobStatus.CANCELLED:
        when = clock(job.finished_at).shown
        return Text(
            f"{error.message[:1].upper()}{error.message[1:]}, {when}", style=COLOURS[JobStatus.CANCELLED]
        )
    where = f" in {error.step}" if error.step else ""
    ended = "Failed" if job.status == JobStatus.FAILED else str(job.status).capitalize()
    alarm = COLOURS[JobStatus.FAILED] if job.status == JobStatus.FAILED else ""
    return Text(f"{ended}{where}: {error.code}: {error.message}", style=alarm)


def places(job: JobSummary) -> list[str]:
    """Whose place it took, who took its own, and where it goes on."""
    told = [job.moved_because] if job.moved_because else []
    told += [f"Its place was taken by {job.taken_by}."] if job.taken_by else []
    return told + ([f"It brings along the events of {job.gathered:,} more."] if job.gathered else [])
