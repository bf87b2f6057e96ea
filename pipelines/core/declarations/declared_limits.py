"""The limits that the pipelines declare, as the database is told them: they fit together, or nothing renders. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipelines.core.declarations.event_paths import number_path, path_of
from pipelines.core.limits import Limit, LimitFault, excludes
from pipelines.core.pipeline import Pipeline

MAX_LIMITS = 8  # of a pipeline: each is looked at whenever one of its jobs is


def declared(pipelines: Iterable[Pipeline]) -> dict[str, Any]:
    """As jobs.declare_limits takes it. Errors: LimitFault naming the pipeline and the limit."""
    pipelines = tuple(pipelines)
    names = {pipeline.name for pipeline in pipelines}
    limits: dict[str, dict[str, Any]] = {}
    owners: dict[str, tuple[Limit, str]] = {}
    rows = {}
    for pipeline in pipelines:
        try:
            for limit in pipeline.limits:
                _add(limits, owners, names, limit, pipeline)
            rows[pipeline.name] = _pipeline_row(pipeline)
        except LimitFault as fault:
            raise LimitFault(f"{pipeline.name}: {fault}") from None
    return {"limits": list(limits.values()), "pipelines": rows}


def _add(
    limits: dict[str, dict[str, Any]],
    owners: dict[str, tuple[Limit, str]],
    names: set[str],
    limit: Limit,
    pipeline: Pipeline,
) -> None:
    called = limit.called
    if called in names:
        raise LimitFault(f"the limit {called} is called like a pipeline: give it another name")
    if called in owners:
        other, owner = owners[called]
        if owner == pipeline.name:
            raise LimitFault(f"two of its limits are called {called}: give one of them a name")
        if limit.name is None or other != limit:
            raise LimitFault(f"{owner} has another limit called {called}: give one of them a name of its own")
        if excludes(limit):
            raise LimitFault(f"{called} lets jobs take each other's place, so only one pipeline may list it")
    row = {"name": called, "kind": limit.kind, **limit.row()}
    if limit.per is not None:
        row["path"] = path_of(pipeline.event, limit.per)
        if called in limits and limits[called]["path"] != row["path"]:
            raise LimitFault(f"{called}: {limit.per} lies elsewhere in this pipeline's event")
    limits[called] = row
    owners[called] = (limit, pipeline.name)


def _pipeline_row(pipeline: Pipeline) -> dict[str, Any]:
    exclusive = [limit.called for limit in pipeline.limits if excludes(limit)]
    if len(exclusive) > 1:
        raise LimitFault(f"{' and '.join(exclusive)} both let jobs take each other's place; keep one of them")
    if len(pipeline.limits) > MAX_LIMITS:
        raise LimitFault(f"a pipeline may list at most {MAX_LIMITS} limits")
    for field in ("ageing", "give_up_after"):
        seconds = getattr(pipeline, field)
        if seconds is not None and not seconds > 0:
            raise LimitFault(f"{field} must be seconds, more than 0")
    return {
        "limits": [limit.called for limit in pipeline.limits],
        "fair_by": pipeline.fair_by and path_of(pipeline.event, pipeline.fair_by),
        "units": pipeline.units and number_path(pipeline.event, pipeline.units),
        "ageing": pipeline.ageing,
        "give_up_after": pipeline.give_up_after,
        "runs": pipeline.runs,
    }
