"""/api/functions: the kinds of jobs there are, how they go, what they take, and a sample of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter

from pipelines import JOBS
from pipelines.core.pipeline import Job
from pipelines.operations.explain.graph import GraphStep, graphs
from pipelines.operations.samples import has_sample, sample
from pipelines.server.problems import Problem
from pipelines.server.services import Serving
from steps.core.models import Closed

router = APIRouter(prefix="/api/functions", tags=["functions"])


class Function(Closed):
    """A kind of job: `budget` is seconds in all, `event_schema` the JSON Schema of its event's data."""

    name: str
    description: str
    event: str
    budget: int
    steps: tuple[GraphStep, ...]
    event_schema: dict[str, Any]
    has_sample: bool


class Sample(Closed):
    """An event that may be sent as it is."""

    name: str
    data: dict[str, Any]


@cache
def functions() -> dict[str, Function]:
    """Every kind of job by name; what it says does not change while the process runs."""
    return {job.name: _function(job) for job in JOBS}


def _function(job: Job) -> Function:
    graph = graphs().get(job.name)
    return Function(
        name=job.name,
        description=graph.description if graph else "",
        event=job.event_name,
        budget=job.budget,
        steps=graph.steps if graph else (),
        event_schema=job.event.model_json_schema(),
        has_sample=has_sample(job.name),
    )


@router.get("")
def listed() -> list[Function]:
    """All kinds of jobs."""
    return list(functions().values())


@router.get("/{name}")
def one(name: str) -> Function:
    """One kind of job."""
    if name not in functions():
        raise Problem(
            404, "no_such_function", f"there is no job of that name; there are {', '.join(functions())}"
        )
    return functions()[name]


@router.get("/{name}/sample")
def sampled(services: Serving, name: str) -> Sample:
    """A real event of this kind; its document, if it needs one, lies in storage."""
    found = sample(one(name).name, services.storage)
    if found is None:
        raise Problem(404, "no_sample", "this job has no sample yet")
    return Sample(name=functions()[name].event, data=found.model_dump(mode="json", exclude_unset=True))
