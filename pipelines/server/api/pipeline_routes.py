"""/api/pipelines: the pipelines there are, how they go, what they take, and a sample of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter

from pipelines import PIPELINES
from pipelines.core.pipeline import Pipeline
from pipelines.core.rendered.graph import GraphStep, graphs
from pipelines.core.settings import load_control_settings
from pipelines.operations.samples import has_sample, sample
from pipelines.server.problems import Problem
from pipelines.server.services import Serving
from steps.core.models import Closed

router = APIRouter(prefix="/api/pipelines", tags=["pipelines"])


class PipelineInfo(Closed):
    """A pipeline: `budget` is seconds in all, `event_schema` the JSON Schema of its event's data."""

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
def pipelines() -> dict[str, PipelineInfo]:
    """Every pipeline by name; what it says does not change while the process runs."""
    return {pipeline.name: _info(pipeline) for pipeline in PIPELINES}


def _info(pipeline: Pipeline) -> PipelineInfo:
    graph = graphs().get(pipeline.name)
    return PipelineInfo(
        name=pipeline.name,
        description=graph.description if graph else "",
        event=pipeline.event_name,
        budget=load_control_settings().budgets.get(pipeline.name, pipeline.budget),
        steps=graph.steps if graph else (),
        event_schema=pipeline.event.model_json_schema(),
        has_sample=has_sample(pipeline.name),
    )


@router.get("")
def list_pipelines() -> list[PipelineInfo]:
    """All pipelines, each with its steps and the JSON Schema of its event."""
    return list(pipelines().values())


@router.get("/{name}")
def get_pipeline(name: str) -> PipelineInfo:
    """One pipeline: its description, its steps and the JSON Schema of its event."""
    if name not in pipelines():
        raise Problem(
            404, "no_such_pipeline", f"there is no pipeline of that name; there are {', '.join(pipelines())}"
        )
    return pipelines()[name]


@router.get("/{name}/sample")
def get_pipeline_sample(services: Serving, name: str) -> Sample:
    """A real event of this pipeline; its document, if it needs one, lies in storage."""
    found = sample(get_pipeline(name).name, services.storage)
    if found is None:
        raise Problem(404, "no_sample", "this pipeline has no sample yet")
    return Sample(name=pipelines()[name].event, data=found.model_dump(mode="json", exclude_unset=True))
