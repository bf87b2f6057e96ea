"""Run a job again: as a new job from the same event or from edited data, from its first step or a later one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg

from pipelines.core.event_data import InvalidEvent, checked_event
from pipelines.core.rendered.graph import Graph, graphs
from pipelines.operations.audit.origin import Origin
from steps.core.errors import PermanentError
from steps.core.json_reading import JsonFault, read_json
from steps.core.postgres.refusals import refusal_of
from steps.core.postgres.sql import load
from steps.core.status import FINAL

QUERIES = load("operations.sql", "pipelines.operations")


class CannotRerun(PermanentError):
    """The job is not final, has no such step, or did not come that far; `faults` name what is wrong with new data."""

    def __init__(self, code: str, message: str, faults: Collection[str] = ()) -> None:
        super().__init__(code, message)
        self.faults = list(faults)


def kept_steps(graph: Graph, done: Collection[str], from_step: str | None) -> list[str]:
    """The steps whose outputs the new job takes over. Errors: CannotRerun."""
    if from_step is None:
        return []
    if from_step not in graph.names:
        raise CannotRerun(
            "unknown_step", f"from_step: {graph.pipeline} has the steps {', '.join(graph.names)}"
        )
    if missing := [step for step in graph.upstream(from_step) if step not in done]:
        raise CannotRerun(
            "step_not_reached",
            f"from_step: {from_step} needs what {missing[0]} leaves, and that is not there; begin with it",
        )
    again = graph.downstream(from_step)
    return [step for step in graph.names if step in done and step not in again]


def checked_data(pipeline: str, data: dict[str, Any]) -> str:
    """The new event's data as JSON. Errors: CannotRerun naming each fault."""
    try:
        return checked_event(pipeline, data).model_dump_json(exclude_unset=True)
    except InvalidEvent as error:
        raise CannotRerun("invalid_event", "the new data is not valid", error.faults) from None


def rerun(
    connection: psycopg.Connection[Any],
    job_id: str,
    *,
    origin: Origin,
    from_step: str | None = None,
    data: dict[str, Any] | None = None,
) -> str | None:
    """The new job's id; None: no such job. Errors: CannotRerun."""
    row = connection.execute(QUERIES["done_steps"], {"job_id": job_id}).fetchone()
    if row is None:
        return None
    pipeline, status, done, erased = row
    if status not in FINAL:
        raise CannotRerun("not_final", f"the job is still {status}; wait for its end or cancel it first")
    if erased and data is None:
        raise CannotRerun("erased", "what it was sent was erased on request; run it with other data")
    if pipeline not in graphs():
        raise CannotRerun("unknown_pipeline", f"there is no pipeline {pipeline!r} any more")
    wanted = {
        "job_id": job_id,
        "kept": kept_steps(graphs()[pipeline], done, from_step),
        "from_step": from_step,
        "origin": origin.json_text(),
        "data": None if data is None else checked_data(pipeline, data),
    }
    try:
        made = connection.execute(QUERIES["rerun"], wanted).fetchone()
    except psycopg.Error as error:
        if (refusal := refusal_of(error)) is None:
            raise
        raise CannotRerun(refusal.code, "the new data is not valid", [refusal.message]) from None
    new_id: str | None = made[0] if made else None
    return new_id


def parsed(text: str) -> dict[str, Any]:
    """Edited data as a person typed it. Errors: CannotRerun."""
    try:
        data = read_json(text)
    except JsonFault as fault:
        raise CannotRerun("invalid_event", f"data: {fault}") from None
    if not isinstance(data, dict):
        raise CannotRerun("invalid_event", "data: is not a JSON object")
    return data
