"""The pipelines, events and steps that there are: our own, and those of the database, which other versions wrote."""

from __future__ import annotations

from typing import Any

import psycopg

from pipelines.operations.known.nearest import one_of
from steps.core.events import EVENTS
from steps.core.postgres.sql import load

QUERIES = load("known_names.sql", "pipelines.operations.known")
Connection = psycopg.Connection[Any]


def known_pipelines(connection: Connection) -> set[str]:
    return {*EVENTS, *(name for (name,) in connection.execute(QUERIES["pipelines"]).fetchall())}


def require_pipeline(connection: Connection, name: str | None, field: str = "pipeline") -> None:
    """Errors: UnknownName."""
    if name is not None:
        one_of(field, name, known_pipelines(connection))


def require_event(connection: Connection, name: str | None) -> None:
    """Errors: UnknownName."""
    if name is not None:
        one_of("name", name, {f"jobs/{pipeline}.requested" for pipeline in known_pipelines(connection)})


def require_step(connection: Connection, job_id: str, name: str | None) -> None:
    """One that the job's pipeline has, or that was tried. Errors: UnknownName."""
    if name is None:
        return
    from pipelines.core.rendered.graph import graphs  # reads YAML, and only this needs it

    rows = connection.execute(QUERIES["steps"], {"job": job_id}).fetchall()
    tried = {step for _, step in rows if step is not None}
    graph = graphs().get(rows[0][0]) if rows else None
    one_of("step", name, {*tried, *(graph.names if graph else ())})
