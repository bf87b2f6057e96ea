"""/api/pipelines/{name}/runs: where a pipeline's jobs run on a cluster; /api/processes: who takes jobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from pipelines.core.pipeline import Runs
from pipelines.operations.places.processes import Process, processes
from pipelines.operations.places.runs import PipelinePlace, RunsRefused, clear_runs, places_of, set_runs
from pipelines.server.access.origins import origin_of
from pipelines.server.api.json_bodies import JsonRoute
from pipelines.server.problems import Problem
from pipelines.server.services import Serving
from steps.core.models import Closed, Text

router = APIRouter(prefix="/api", tags=["pipelines"], route_class=JsonRoute)


class NewPlace(Closed, json_schema_extra={"examples": [{"runs": "warm", "why": "short jobs"}]}):
    """Where the pipeline's jobs run from now on."""

    runs: Runs
    why: Annotated[Text, Field(min_length=1, max_length=500, description="Told by the list and the audit")]


@router.get("/processes")
def list_processes(services: Serving) -> list[Process]:
    """The live processes that take jobs from the queue: where, of which release, with how many places."""
    with services.pool.connection() as connection:
        return processes(connection)


@router.get("/pipelines/{name}/runs")
def get_pipeline_place(services: Serving, name: str) -> PipelinePlace:
    """Where its jobs run on a cluster, who said so, and how many live processes take them."""
    with _refusals_as_problems(), services.pool.connection() as connection:
        return places_of(connection, name)[0]


@router.put("/pipelines/{name}/runs")
def set_pipeline_place(request: Request, services: Serving, name: str, place: NewPlace) -> PipelinePlace:
    """Have its jobs run there, whatever the code or the chart says. Those at work end where they began."""
    with _refusals_as_problems(), services.pool.connection() as connection:
        return set_runs(connection, name, place.runs, why=place.why, origin=origin_of(request, "api"))


@router.delete("/pipelines/{name}/runs")
def clear_pipeline_place(request: Request, services: Serving, name: str) -> PipelinePlace:
    """Let the declared place hold again."""
    with _refusals_as_problems(), services.pool.connection() as connection:
        clear_runs(connection, name, origin=origin_of(request, "api"))
        return places_of(connection, name)[0]


@contextmanager
def _refusals_as_problems() -> Iterator[None]:
    """Errors: Problem, for a RunsRefused."""
    try:
        yield
    except RunsRefused as refused:
        status = 404 if refused.code == "no_such_pipeline" else 422
        raise Problem(status, refused.code, refused.message) from None
