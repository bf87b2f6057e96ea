"""How each kind of job goes: its last runs, success rate, usual time, and how many are at work. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.server.pages.formats import duration, percent
from pipelines.server.pages.page_queries import Glance

LOOKED_AT = 100  # runs of each kind
STRIP = 40  # of them shown as bars
LOWEST = 14  # percent of the strip's height that the shortest run still has


@dataclass(frozen=True)
class StripBar:
    """One run in the strip; `height` is percent, by its time beside the others'."""

    id: str
    status: str
    height: int
    label: str


@dataclass(frozen=True)
class Overview:
    """`success` is of the runs that ended, cancelled ones aside; `usual` the median time of completed ones."""

    strip: list[StripBar]
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
    completed = [run.seconds for run in glances if run.status == "completed" and run.seconds is not None]
    failed = sum(run.status == "failed" for run in glances)
    waiting = sum(run.status == "queued" for run in glances)
    ended = next((run for run in glances if run.status in ("completed", "failed")), None)
    return Overview(
        strip=list(reversed(_strip(glances[:STRIP]))),
        success=percent(len(completed), len(completed) + failed),
        usual=duration(statistics.median(completed)) if completed else "–",
        at_work=at_work,
        queued=f"{waiting}+" if waiting == LOOKED_AT else str(waiting),
        last=glances[0] if glances else None,
        failing=ended if ended is not None and ended.status == "failed" else None,
    )


def _strip(runs: list[Glance]) -> list[StripBar]:
    longest = max((run.seconds for run in runs if run.seconds is not None), default=0.0) or 1.0
    return [
        StripBar(
            id=run.id,
            status=run.status,
            height=100 if run.seconds is None else max(LOWEST, round(100 * run.seconds / longest)),
            label=f"{run.status}{f': {run.code}' if run.code else ''}"
            + (f", {duration(run.seconds)}" if run.seconds is not None else ""),
        )
        for run in runs
    ]


def overviews(
    jobs: Iterable[str], glances: Iterable[Glance], at_work: Mapping[str, int]
) -> dict[str, Overview]:
    by_job: dict[str, list[Glance]] = {job: [] for job in jobs}
    for glance in glances:
        by_job[glance.job].append(glance)
    return {job: overview(found, at_work.get(job, 0)) for job, found in by_job.items()}
