"""/api/schedules: list, show, set, pause, resume, remove and run schedules."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request
from pydantic import Field

from pipelines.operations.audit.origin import Origin
from pipelines.operations.schedules import changing
from pipelines.operations.schedules.definition import ScheduleRefused
from pipelines.operations.schedules.schedule_rows import (
    Schedules,
    ScheduleView,
    find_schedule,
    schedules_page,
)
from pipelines.server.access.origins import origin_of
from pipelines.server.api.json_bodies import JsonRoute
from pipelines.server.problems import Problem
from pipelines.server.services import Services, Serving
from steps.core.errors import PermanentError
from steps.core.models import Closed, Text

router = APIRouter(prefix="/api/schedules", tags=["schedules"], route_class=JsonRoute)
Name = Annotated[Text, Path(max_length=200)]
BODY = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Definition"}}},
}


class PauseRequest(Closed):
    why: Annotated[Text, Field(max_length=500)] | None = None


class RemovedSchedule(Closed):
    name: str
    removed: bool


class SentNow(Closed):
    """The job that was sent now, beside the plan."""

    job_id: str
    schedule: str


@router.get("")
def list_schedules(
    services: Serving,
    pipeline: Annotated[Text | None, Query(description="Only of this pipeline")] = None,
    after: Annotated[Text | None, Query(max_length=200, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Schedules:
    """Schedules by name, each with its next planned time and how many were sent and missed."""
    with services.pool.connection() as connection:
        return schedules_page(connection, limit, pipeline=pipeline, after=after)


@router.get("/{name}")
def get_schedule(services: Serving, name: Name) -> ScheduleView:
    """One schedule with its data and the ten times that are planned next."""
    with services.pool.connection() as connection:
        found = find_schedule(connection, name)
    if found is None:
        raise missing()
    return found


@router.put("/{name}", openapi_extra={"requestBody": BODY})
def set_schedule(
    request: Request, services: Serving, name: Name, given: Annotated[Any, Body()]
) -> ScheduleView:
    """Set a schedule as it is to be from now on, new or not. Nothing of the past is sent; a pause stays."""
    if not isinstance(given, dict):
        raise refused(ScheduleRefused(["schedule: must be an object"]))
    with services.pool.connection() as connection:
        try:
            changing.set_schedule(connection, name, given, origin=origin_of(request, "api"))
        except ScheduleRefused as error:
            raise refused(error) from None
    return get_schedule(services, name)


@router.post("/{name}/pause")
def pause_schedule(
    request: Request, services: Serving, name: Name, how: PauseRequest | None = None
) -> ScheduleView:
    """Send nothing until it is resumed; a deploy does not end a pause."""
    origin, why = origin_of(request, "api"), how.why if how else None
    with services.pool.connection() as connection:
        if not changing.pause_schedule(connection, name, origin=origin, why=why):
            raise missing()
    return get_schedule(services, name)


@router.post("/{name}/resume")
def resume_schedule(request: Request, services: Serving, name: Name) -> ScheduleView:
    """Go on with the next planned time; what was planned meanwhile is not sent."""
    with services.pool.connection() as connection:
        try:
            if not changing.resume_schedule(connection, name, origin=origin_of(request, "api")):
                raise missing()
        except ScheduleRefused as error:
            raise refused(error) from None
    return get_schedule(services, name)


@router.post("/{name}/run", status_code=202)
def run_schedule(request: Request, services: Serving, name: Name) -> SentNow:
    """Send its event once now, also while it is paused; the plan stays as it is."""
    return SentNow(job_id=run_now(services, name, origin_of(request, "api")), schedule=name)


def run_now(services: Services, name: str, origin: Origin) -> str:
    """The job's id. Errors: Problem."""
    with services.pool.connection() as connection:
        try:
            job_id = changing.run_schedule(connection, name, origin=origin)
        except ScheduleRefused as error:
            raise refused(error) from None
    if job_id is None:
        raise missing()
    return job_id


@router.delete("/{name}")
def delete_schedule(request: Request, services: Serving, name: Name) -> RemovedSchedule:
    """Forget a schedule; its jobs stay. One that the code declares is not removed (409): pause it."""
    remove(services, name, origin_of(request, "api"))
    return RemovedSchedule(name=name, removed=True)


def remove(services: Services, name: str, origin: Origin) -> None:
    """Errors: Problem."""
    with services.pool.connection() as connection:
        try:
            if not changing.remove_schedule(connection, name, origin=origin):
                raise missing()
        except PermanentError as error:
            raise Problem(409, error.code, error.message) from None


def refused(error: ScheduleRefused) -> Problem:
    return Problem(422, error.code, "the schedule is not valid", faults=error.faults)


def missing() -> Problem:
    return Problem(404, "no_such_schedule", "there is no such schedule")
