"""The functions of the schema as Python calls, each on a connection of the caller's choice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.support.waiting import until

Connection = psycopg.Connection[Any]
Connect = Callable[[], Connection]
Row = dict[str, Any]
JOB, STEP = "news-analyzer", "process-news-analyzer"


def value(connection: Connection, query: str, *params: Any) -> Any:
    row = connection.execute(query, params).fetchone()
    return row[0] if row else None


def rows(connection: Connection, query: str, *params: Any) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, params).fetchall()


def enqueue(connection: Connection, data: Any = None, **named: Any) -> uuid.UUID:
    arguments = {"pipeline": JOB, "data": Jsonb({"text": "x"} if data is None else data), **named}
    if "ts" in arguments:
        arguments["options"] = Jsonb({"ts": arguments.pop("ts")})
    call = ", ".join(f"{name} => %({name})s" for name in arguments)
    found = connection.execute(f"select jobs.enqueue({call})", arguments).fetchone()
    assert found is not None
    return uuid.UUID(str(found[0]))


def claim(
    connection: Connection, places: int = 10, owner: int = 1, only_job: uuid.UUID | None = None
) -> list[Row]:
    return rows(
        connection,
        "select * from jobs.claim(%s, 'local', %s, %s)",
        owner,
        places,
        Jsonb({"budgets": {JOB: 60}, "only_job": str(only_job) if only_job else None}),
    )


def begin(connection: Connection, job_id: uuid.UUID, step: str = STEP, workflow: str | None = None) -> Row:
    options = Jsonb({"host": "host", "pid": 1, "workflow": workflow})
    (found,) = rows(connection, "select * from jobs.begin_attempt(%s, %s, %s)", job_id, step, options)
    return found


def end(
    connection: Connection, job_id: uuid.UUID, number: int = 1, status: str = "completed", *, step: str = STEP,
    output: Any = None, error: Any = None, verdict: str | None = None,
) -> bool:  # fmt: skip
    options = {
        "exit_code": 0 if status == "completed" else 75,
        "error": error,
        "output": ({"n": number} if output is None else output) if status == "completed" else None,
        "log": "log",
        "verdict": verdict,
    }
    query = "select jobs.end_attempt(%s, %s, %s, %s, %s)"
    return bool(value(connection, query, job_id, step, number, status, Jsonb(options)))


def finish(connection: Connection, job_id: uuid.UUID, status: str = "completed", error: Any = None) -> bool:
    return bool(
        value(connection, "select jobs.finish(%s, %s, %s)", job_id, status, Jsonb(error) if error else None)
    )


def job(connection: Connection, job_id: uuid.UUID) -> Row:
    (found,) = rows(connection, "select * from jobs.job where id = %s", job_id)
    return found


def attempts(connection: Connection, job_id: uuid.UUID) -> list[tuple[str, int, str]]:
    query = "select step, number, status from jobs.attempt where job_id = %s order by step, number"
    return [(row["step"], row["number"], row["status"]) for row in rows(connection, query, job_id)]


def hold(connection: Connection, owner: int) -> None:
    connection.execute("select pg_advisory_lock(jobs.lock_class(), %s)", [owner])


def wait_for_lock(connection: Connection) -> None:
    """Until some connection waits for another's transaction."""
    until(lambda: value(connection, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"))
