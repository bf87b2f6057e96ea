"""Follow one job to its end: a live picture with a progress bar in a terminal, a line per change elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from pipelines.commands.terminal import display, watch
from pipelines.operations.jobs import AttemptView, JobView
from steps.core.status import AttemptStatus

BAR = 40  # characters


def follow(
    url: str, job_id: str, console: Console, check: Callable[[], None] = watch.nothing
) -> JobView | None:
    """The job when it is final; None where there is none. The picture goes away at the end: the result follows it.

    Errors: as those of `watch.follow`.
    """
    if not console.is_terminal or console.is_dumb_terminal:
        return watch.lines(url, job_id, console.print, check)
    job: JobView | None = None
    with Live(console=console, refresh_per_second=8, transient=True) as live:
        for jobs in watch.follow(url, [job_id], check):
            if not jobs:
                return None
            job = jobs[0]
            live.update(picture(job))
    return job


def picture(job: JobView) -> RenderableType:
    head = Text.assemble(
        (job.pipeline, "bold"), "  ", display.status_text(job.status), f"  {job.seconds:.1f} s"
    )
    parts: list[RenderableType] = [head, Text(), display.attempt_table(job), Text()]
    running = [
        attempt for attempt in job.attempts if attempt.status == AttemptStatus.RUNNING and attempt.total
    ]
    parts += [_progress(attempt) for attempt in running]
    return Group(*parts)


def _progress(attempt: AttemptView) -> Table:
    total, done = attempt.total or 0, attempt.done or 0
    line = Table.grid(padding=(0, 2))
    line.add_row(attempt.step, ProgressBar(total=total, completed=done, width=BAR), f"{done:,} of {total:,}")
    return line
