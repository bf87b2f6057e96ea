"""Works on operations, a small transaction at a time: any number of workers side by side, each of which may be killed.

Each transaction locks one operation's row, and writes there the effect on each job together with what became of its
item, the counts and the pace. A worker that finds the row locked goes on to the next operation.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from pipelines.core.rendered.graph import Graph, graphs
from pipelines.operations.bulk.erasing import erase_next
from pipelines.operations.bulk.states import ERASE, Kind, OperationState
from steps.core.errors import ConfigurationError, PermanentError
from steps.core.models import Model
from steps.core.postgres.sql import load
from steps.core.storage.storage import Storage

QUERIES = load("operation.sql", "pipelines.operations.bulk")
AT_ONCE = 100  # items in a transaction
FILES_AT_ONCE = 20  # jobs whose files are deleted in a transaction
DELETION_WAITS = 1.0  # seconds until a job that ended just now is looked at again
Connection = psycopg.Connection[Any]


class AtWork(Model):
    """An operation that somebody has to work on."""

    id: str
    kind: str
    state: str
    from_step: str | None


def at_work(connection: Connection) -> list[AtWork]:
    with connection.cursor(row_factory=class_row(AtWork)) as cursor:
        return cursor.execute(QUERIES["at_work"]).fetchall()


def work_on(connection: Connection, storage: Storage, operation: AtWork) -> float | None:
    """One small transaction for it. Seconds until it needs the next one; None where it needs none, or another worker is
    at it. Errors: psycopg's own and those of `Storage`; then nothing of it was done."""
    told = {"id": operation.id, "most": AT_ONCE}
    if operation.state == OperationState.UNDOING:
        return _wait(connection.execute(QUERIES["undo_next"], told).fetchone())
    if operation.kind == Kind.DELETE:
        return _delete(connection, storage, operation)
    if operation.kind == ERASE:
        return erase_next(connection, storage, operation.id)
    plans = rerun_plans(operation.from_step) if operation.kind == Kind.RERUN else {}
    return _wait(connection.execute(QUERIES["work_on"], {**told, "plans": Jsonb(plans)}).fetchone())


def hindered(connection: Connection, operation: AtWork, code: str) -> None:
    """People see what hinders the operation."""
    connection.execute(QUERIES["hindered"], {"id": operation.id, "problem": code})


@cache
def rerun_plans(from_step: str | None) -> dict[str, dict[str, Any]]:
    """What jobs.rerun_item is told of each pipeline."""
    return {name: rerun_plan(graph, from_step) for name, graph in graphs().items()}


def rerun_plan(graph: Graph, from_step: str | None) -> dict[str, Any]:
    """The steps that must have left something, for a rerun to begin there, and those whose outputs are kept."""
    if from_step is None:
        return {"needs": [], "keeps": []}
    if from_step not in graph.names:
        return {"fault": "unknown_step"}
    again = graph.downstream(from_step)
    return {"needs": graph.upstream(from_step), "keeps": [name for name in graph.names if name not in again]}


def _delete(connection: Connection, storage: Storage, operation: AtWork) -> float | None:
    """Files first, rows last: what is interrupted is done again."""
    connection.execute(QUERIES["roll_up"])
    with connection.transaction():
        told = {"id": operation.id, "most": FILES_AT_ONCE}
        items = [
            {"number": number, "why_not": why_not or _files_deleted(storage, job_id)}
            for number, job_id, why_not in connection.execute(QUERIES["next_deletions"], told).fetchall()
        ]
        if not items:
            return DELETION_WAITS
        row = connection.execute(
            QUERIES["delete_items"], {"id": operation.id, "items": Jsonb(items)}
        ).fetchone()
    return None if row is None else row[0]


def _files_deleted(storage: Storage, job_id: str) -> str | None:
    """The code of why they could not be deleted. Errors: those of `Storage` that hold for every job."""
    try:
        storage.delete_folder(f"jobs/{job_id}")
    except ConfigurationError:
        raise
    except PermanentError as error:
        return error.code
    return None


def _wait(row: Any) -> float | None:
    wait: float | None = row[1]
    return wait
