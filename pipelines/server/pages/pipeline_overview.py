"""How each pipeline goes: its last jobs, success rate, usual time, and how many are at work. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.server.pages.formats import duration, percent
from pipelines.server.pages.page_queries import Glance
from steps.core.status import JobStatus

LOOKED_AT = 100  # jobs of each pipeline
STRIP = 40  # of them shown as bars
LOWEST = 14  # percent of the strip's height that the shortest job still has
HIGHEST = 2.0  # times the usual job's time that the whole height stands for, so that one slow job flattens no others


@dataclass(frozen=True)
class StripBar:
    """One job in the strip; `height` is percent, by what it ran beside the others. `cut`: it ran longer than fits."""

    id: str
    status: JobStatus | str
    height: int
    label: str
    cut: bool = False


@dataclass(frozen=True)
class Overview:
    """`success` is of the `ended` jobs, which completed or failed; `usual` the median of what completed ones ran."""

    strip: list[StripBar]
    ended: int
    success: str
    usual: str
    at_work: int
    queued: str
    last: Glance | None
    failing: Glance | None

    @property
    def active(self) -> str:
        """At work or in the queue."""
        return (
            f"{self.at_work + LOOKED_AT}+"
            if self.queued.endswith("+")
            else str(self.at_work + int(self.queued))
        )


def overview(glances: list[Glance], at_work: int) -> Overview:
    """`glances` are newest first."""
    completed = [job for job in glances if job.status == JobStatus.COMPLETED]
    ran = [job.seconds for job in completed if job.seconds is not None]
    failed = sum(job.status == JobStatus.FAILED for job in glances)
    waiting = sum(job.status == JobStatus.QUEUED for job in glances)
    ended = next((job for job in glances if job.status in (JobStatus.COMPLETED, JobStatus.FAILED)), None)
    return Overview(
        strip=list(reversed(_strip(glances[:STRIP]))),
        ended=len(completed) + failed,
        success=percent(len(completed), len(completed) + failed),
        usual=duration(statistics.median(ran)) if ran else "–",
        at_work=at_work,
        queued=f"{waiting}+" if waiting == LOOKED_AT else str(waiting),
        last=glances[0] if glances else None,
        failing=ended if ended is not None and ended.status == JobStatus.FAILED else None,
    )


def _strip(jobs: list[Glance]) -> list[StripBar]:
    ran = [job.seconds for job in jobs if job.seconds is not None]
    top = min(max(ran), HIGHEST * statistics.median(ran)) if ran else 0.0
    return [
        StripBar(
            id=job.id,
            status=job.status,
            height=_height(job.seconds, top),
            cut=job.seconds is not None and job.seconds > top > 0,
            label=f"{job.status}{f': {job.code}' if job.code else ''}"
            + (f", {duration(job.seconds)}" if job.seconds is not None else ""),
        )
        for job in jobs
    ]


def _height(seconds: float | None, top: float) -> int:
    """Of a job that runs still, or where none took any time, all of it."""
    return 100 if seconds is None or top <= 0 else min(100, max(LOWEST, round(100 * seconds / top)))


def overviews(
    pipelines: Iterable[str], glances: Iterable[Glance], at_work: Mapping[str, int]
) -> dict[str, Overview]:
    by_pipeline: dict[str, list[Glance]] = {pipeline: [] for pipeline in pipelines}
    for glance in glances:
        by_pipeline[glance.pipeline].append(glance)
    return {pipeline: overview(found, at_work.get(pipeline, 0)) for pipeline, found in by_pipeline.items()}
