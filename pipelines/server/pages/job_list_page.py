"""The page of runs: filtered by job, state and time, searched, newest first, and live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pipelines.operations.jobs import JobSummary
from pipelines.operations.lists import JobFilter, find_jobs
from pipelines.server.api import pipeline_routes as catalog
from pipelines.server.pages import page_queries
from pipelines.server.pages.page_queries import LastAttempt
from pipelines.server.pages.page_templates import page
from pipelines.server.pages.shared_work import shared
from pipelines.server.services import Services, Serving

router = APIRouter(include_in_schema=False)
PAGE = 50
STATES = {
    "": (),
    "active": ("queued", "dispatched", "running"),
    "completed": ("completed",),
    "failed": ("failed",),
    "cancelled": ("cancelled", "skipped"),
}
TIMES = {
    "": ("Any time", None),
    "1h": ("Last hour", timedelta(hours=1)),
    "1d": ("Last 24 hours", timedelta(days=1)),
    "7d": ("Last 7 days", timedelta(days=7)),
    "own": ("From … to …", None),
}
PARTS = ("q", "job", "state", "time", "since", "until")


@dataclass(frozen=True)
class RunRow:
    """A line of the list: the run, and where it stands while it is not final."""

    run: JobSummary
    attempt: LastAttempt | None

    @property
    def waited(self) -> float | None:
        """Seconds from queued to its first attempt; to now while it waits; None where it never began."""
        if self.run.started_at is not None:
            return (self.run.started_at - self.run.queued_at).total_seconds()
        return None if self.run.final else self.run.seconds

    @property
    def ran(self) -> float | None:
        if self.run.started_at is None:
            return None
        return ((self.run.finished_at or datetime.now(UTC)) - self.run.started_at).total_seconds()


@router.get("/runs")
async def runs(request: Request, services: Serving) -> Response:
    return await shared(request, lambda: _runs(request, services))


def _runs(request: Request, services: Services) -> Response:
    asked = {name: request.query_params.get(name, "").strip()[:200] for name in PARTS}
    wanted, faults = filter_of(asked, request.query_params.get("after", ""))
    with services.pool.connection() as connection:
        found = [] if faults else find_jobs(connection, wanted, PAGE + 1)
        active = [run.id for run in found[:PAGE] if not run.final]
        attempts = page_queries.last_attempts(connection, active)
    given = {name: value for name, value in asked.items() if value}
    return page(
        "runs.html",
        rows=[RunRow(run, attempts.get(run.id)) for run in found[:PAGE]],
        asked=asked,
        faults=faults,
        jobs=list(catalog.functions()),
        states=STATES,
        times=TIMES,
        here=address(request.url.path, dict(request.query_params)),
        first=address("/runs", given) if wanted.after else None,
        older=address("/runs", {**given, "after": found[PAGE - 1].id}) if len(found) > PAGE else None,
        unfiltered=not given,
    )


def filter_of(asked: Mapping[str, str], after: str) -> tuple[JobFilter, list[str]]:
    """What to look for, and what of it makes no sense."""
    faults = []
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
    return JobFilter(
        job=asked["job"] or None,
        status=STATES.get(asked["state"], ()),
        since=since,
        until=until,
        search=asked["q"] or None,
        after=key,
    ), faults


def moment(text: str) -> datetime | None:
    """Errors: ValueError."""
    if not text:
        return None
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def address(path: str, parameters: Mapping[str, str]) -> str:
    given = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
