"""The page of jobs: filtered by pipeline, status and time, searched, newest first, and live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from pipelines.operations.bulk.listed import count_selected, selection_of_list
from pipelines.operations.bulk.selection import Selection
from pipelines.operations.jobs import JobSummary
from pipelines.operations.known.nearest import UnknownName, none_of
from pipelines.operations.lists import JobFilter, find_jobs
from pipelines.server.api import pipeline_routes as catalog
from pipelines.server.pages import page_queries
from pipelines.server.pages.page_queries import LastAttempt
from pipelines.server.pages.page_templates import page
from pipelines.server.pages.shared_work import shared
from pipelines.server.services import Services, Serving
from steps.core.models import storable
from steps.core.status import ACTIVE, JobStatus

router = APIRouter(include_in_schema=False)
PAGE = 50
STATUSES: dict[str, tuple[JobStatus, ...]] = {
    "": (),
    "active": tuple(status for status in JobStatus if status in ACTIVE),
    JobStatus.COMPLETED: (JobStatus.COMPLETED,),
    JobStatus.FAILED: (JobStatus.FAILED,),
    JobStatus.CANCELLED: (JobStatus.CANCELLED, JobStatus.SKIPPED),
}
TIMES = {
    "": ("Any time", None),
    "1h": ("Last hour", timedelta(hours=1)),
    "1d": ("Last 24 hours", timedelta(days=1)),
    "7d": ("Last 7 days", timedelta(days=7)),
    "own": ("From … to …", None),
}
PARTS = ("q", "pipeline", "status", "time", "since", "until", "operation")
COUNTED = 10_000  # of the jobs that match, so that no page waits for a count of millions


@dataclass(frozen=True)
class JobRow:
    """A line of the list: the job, and where it stands while it is not final."""

    job: JobSummary
    attempt: LastAttempt | None

    @property
    def due(self) -> datetime:
        """Since when it waits: from its own time on, if that came after it was queued."""
        return max(self.job.queued_at, self.job.run_at)

    @property
    def waits(self) -> bool:
        return not self.job.final and self.job.started_at is None and self.due <= datetime.now(UTC)

    @property
    def waited(self) -> float | None:
        """Seconds from when it was due to its first attempt; to now while it waits, to its end where none began."""
        until = self.job.started_at or self.job.finished_at or datetime.now(UTC)
        return None if self.due > until else (until - self.due).total_seconds()

    @property
    def ran(self) -> float | None:
        if self.job.started_at is None:
            return None
        return ((self.job.finished_at or datetime.now(UTC)) - self.job.started_at).total_seconds()


@router.get("/jobs")
async def jobs(request: Request, services: Serving) -> Response:
    return await shared(request, lambda: _jobs(request, services))


def _jobs(request: Request, services: Services) -> Response:
    asked = asked_of(request)
    wanted, faults = filter_of(asked, request.query_params.get("after", ""))
    with services.pool.connection() as connection:
        try:
            found = [] if faults else find_jobs(connection, wanted, PAGE + 1)
        except UnknownName as unknown:
            found, faults = [], [unknown.message]
        active = [job.id for job in found[:PAGE] if not job.final]
        attempts = page_queries.last_attempts(connection, active)
    given = {name: value for name, value in asked.items() if value}
    return page(
        "job/jobs.html",
        rows=[JobRow(job, attempts.get(job.id)) for job in found[:PAGE]],
        asked=asked,
        faults=faults,
        pipelines=list(catalog.pipelines()),
        statuses=STATUSES,
        times=TIMES,
        here=address(request.url.path, dict(request.query_params)),
        first=address("/jobs", given) if wanted.after else None,
        older=address("/jobs", {**given, "after": found[PAGE - 1].id}) if len(found) > PAGE else None,
        unfiltered=not given,
        given=given,
    )


@router.get("/jobs/matching")
async def matching(request: Request, services: Serving) -> Response:
    """How many jobs the list has on all its pages, as a word. Apart from the list, which must not wait for it."""
    return await shared(request, lambda: _matching(services, asked_of(request)))


def _matching(services: Services, asked: Mapping[str, str]) -> Response:
    with services.pool.connection() as connection:
        selection = selection_of_page(connection, asked)
        jobs = 0 if selection is None else count_selected(connection, selection, COUNTED + 1)
    return HTMLResponse(f"more than {COUNTED:,}" if jobs > COUNTED else f"{jobs:,}")


def asked_of(request: Request) -> dict[str, str]:
    """The parts of a filter, as they stand in the address."""
    return {name: request.query_params.get(name, "").strip()[:200] for name in PARTS}


def selection_of_page(connection: page_queries.Connection, asked: Mapping[str, str]) -> Selection | None:
    """All jobs that a filter finds, as a selection. None where it finds none, or makes no sense."""
    wanted, faults = filter_of(asked, "")
    if faults:
        return None
    since = asked["time"] if TIMES.get(asked["time"], TIMES[""])[1] else _iso(wanted.since)
    return selection_of_list(connection, wanted, since, _iso(wanted.until))


def _iso(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def filter_of(asked: Mapping[str, str], after: str) -> tuple[JobFilter, list[str]]:
    """What to look for, and what of it makes no sense."""
    faults = [f"{name}: {why}." for name, text in asked.items() if (why := not_storable(text))]
    for name, known in (("status", STATUSES), ("time", TIMES)):
        if asked[name] not in known:
            faults.append(f"{name}: {none_of(asked[name], [word for word in known if word])}")
    since = until = key = None
    if asked["time"] == "own":
        try:
            since, until = moment(asked["since"]), moment(asked["until"])
        except ValueError:
            faults.append("A time is written as 2026-01-31T09:30, in UTC.")
    elif (span := TIMES.get(asked["time"], TIMES[""])[1]) is not None:
        since = datetime.now(UTC) - span
    try:
        key = UUID(after) if after else None
    except ValueError:
        faults.append("This is not a page of the list.")
    try:
        made_by = UUID(asked["operation"]) if asked["operation"] else None
    except ValueError:
        made_by = None
        faults.append("This is no id of an operation.")
    return JobFilter(
        operation=made_by,
        pipeline=asked["pipeline"] or None,
        status=STATUSES.get(asked["status"], ()),
        since=since,
        until=until,
        search=asked["q"] or None,
        after=key,
    ), faults


def not_storable(text: str) -> str | None:
    """Why PostgreSQL cannot be asked for this text; None where it can."""
    try:
        storable(text)
    except ValueError as error:
        return str(error)
    return None


def moment(text: str) -> datetime | None:
    """Errors: ValueError."""
    if not text:
        return None
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def address(path: str, parameters: Mapping[str, str]) -> str:
    given = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
