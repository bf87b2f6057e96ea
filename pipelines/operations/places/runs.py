"""Where the jobs of a pipeline run: what is declared, and what people set at run time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from pydantic import Field

from pipelines.core.pipeline import Runs
from pipelines.core.rendered.graph import runs_in_one_pod
from pipelines.operations.audit.origin import Origin
from steps.core.errors import PermanentError
from steps.core.models import Model
from steps.core.postgres.refusals import refusal_of
from steps.core.postgres.sql import load

QUERIES = load("places.sql", "pipelines.operations.places")
Connection = psycopg.Connection[Any]


class RunsRefused(PermanentError):
    """What was asked for is not there or not possible; the message names the field."""


class PipelinePlace(Model):
    """`who`, `why`, `at`: of the word that somebody set; null where what is declared holds."""

    pipeline: str
    runs: Runs = Field(
        description="warm: in processes that are always there; pods: a pod per step; pod: one for all"
    )
    declared: Runs = Field(description="What holds unless somebody sets another word")
    who: str | None
    why: str | None
    at: datetime | None
    processes: int = Field(ge=0, description="Live processes that take its jobs there")


def places_of(connection: Connection, pipeline: str | None = None) -> list[PipelinePlace]:
    """Of all pipelines, or of one. Errors: RunsRefused `no_such_pipeline`."""
    found = _found(connection, pipeline)
    if not found and pipeline is not None:
        raise RunsRefused("no_such_pipeline", f"there is no pipeline {pipeline!r}")
    return found


def _found(connection: Connection, pipeline: str | None) -> list[PipelinePlace]:
    with connection.cursor(row_factory=class_row(PipelinePlace)) as cursor:
        return cursor.execute(QUERIES["places"], {"pipeline": pipeline}).fetchall()


def set_runs(connection: Connection, pipeline: str, runs: str, *, why: str, origin: Origin) -> PipelinePlace:
    """Have its jobs run there from now on; those at work end where they began. Errors: RunsRefused."""
    places_of(connection, pipeline)
    if (fault := pod_fault(pipeline, runs)) is not None:
        raise RunsRefused("invalid_runs", fault)
    told = {"runs": runs, "who": origin.actor, "why": why, "origin": origin.model_dump(exclude_none=True)}
    try:
        connection.execute(QUERIES["set"], {"pipeline": pipeline, "options": Jsonb(told)})
    except psycopg.Error as error:
        if (refusal := refusal_of(error)) is None:
            raise
        raise RunsRefused("invalid_runs", f"{refusal.field}: {refusal.sentence}") from None
    return places_of(connection, pipeline)[0]


def pod_fault(pipeline: str, runs: str) -> str | None:
    """Why this pipeline cannot run so, where its graph says that it cannot."""
    if runs != Runs.POD or pipeline in runs_in_one_pod():
        return None
    return f"runs: {pipeline} has a step that waits between its attempts, so its steps need pods of their own"


def clear_runs(connection: Connection, pipeline: str, *, origin: Origin) -> bool:
    """Let what is declared hold again; whether somebody had set another word. Errors: RunsRefused."""
    places_of(connection, pipeline)
    row = connection.execute(
        QUERIES["clear"], {"pipeline": pipeline, "origin": origin.json_text()}
    ).fetchone()
    return bool(row and row[0])


def warning_of(place: PipelinePlace) -> str | None:
    """What keeps its jobs waiting, and the way out; None where a live process takes them."""
    if place.processes:
        return None
    start = "start `bgjobs work`" if place.runs == Runs.WARM else "start `bgjobs control` beside your cluster"
    other = Runs.PODS if place.runs == Runs.WARM else Runs.WARM
    return (
        f"{place.pipeline} runs {place.runs}, and no live process takes its jobs: {start}, "
        f"or bgjobs pipelines set {place.pipeline} --runs {other}"
    )


def unserved(connection: Connection) -> list[str]:
    """For each pipeline that has queued jobs and no live process that takes them: why, and the way out."""
    found = _found(connection, None)
    waiting = {name for (name,) in connection.execute(QUERIES["with_jobs"])}
    return [told for place in found if place.pipeline in waiting and (told := warning_of(place))]


def nobody_takes(connection: Connection, pipeline: str) -> str | None:
    """Why the queued jobs of a pipeline wait for a process; None where one takes them, or nobody knows the pipeline."""
    return next((warning_of(place) for place in _found(connection, pipeline)), None)
