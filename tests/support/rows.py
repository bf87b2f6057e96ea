"""The rows of jobs: the functions of the schema as Python calls, jobs in every state, and what is found afterwards."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Self

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from psycopg.types.string import TextLoader

from steps.core.postgres.migrate import wanted
from steps.core.status import FINAL
from tests.support.waiting import PATIENCE, until

Connection = psycopg.Connection[Any]
Row = dict[str, Any]
JOB = "news-analyzer"
PROCESS = f"process-{JOB}"


class Rows:
    """Jobs of one pipeline as one connection sees them. Ids are text; `budget`: seconds a claimed job may take."""

    def __init__(self, connection: Connection, pipeline: str = JOB, budget: float = 120) -> None:
        self.connection, self.pipeline, self.budget = connection, pipeline, budget
        self.process = f"process-{pipeline}"

    @classmethod
    def open(cls, url: str, pipeline: str = JOB) -> Self:
        return cls(psycopg.connect(url, autocommit=True), pipeline)

    def execute(
        self, query: str, params: Sequence[Any] | dict[str, Any] | None = None
    ) -> psycopg.Cursor[Any]:
        cursor = self.connection.cursor()
        cursor.adapters.register_loader("uuid", TextLoader)
        return cursor.execute(query, params)

    def select(self, query: str, *params: Any) -> list[Row]:
        cursor = self.connection.cursor(row_factory=dict_row)
        cursor.adapters.register_loader("uuid", TextLoader)
        return cursor.execute(query, params).fetchall()

    def value(self, query: str, *params: Any) -> Any:
        """The first column of the first row, or None."""
        row = self.execute(query, params).fetchone()
        return row[0] if row else None

    # What callers, dispatchers and steps do.

    def enqueue(self, data: Any = None, *, pipeline: str | None = None, **named: Any) -> str:
        """The job's id. A trial pipeline is made known to the database first, as `migrate` does with the others."""
        know(self.connection, self.pipeline if pipeline is None else pipeline)
        given = {"text": "Words of an article."} if data is None else data
        arguments = {
            "pipeline": self.pipeline if pipeline is None else pipeline,
            "data": Jsonb(given),
            **named,
        }
        if named.get("options") is not None:
            arguments["options"] = Jsonb(named["options"])
        call = ", ".join(f"{name} => %({name})s" for name in arguments)
        [(job_id,)] = self.execute(f"select jobs.enqueue({call})", arguments).fetchall()
        return str(job_id)

    def claim(
        self, places: int = 10, owner: int = 1, executor: str = "local", *, pipeline: str | None = None,
        **options: Any,
    ) -> list[Row]:  # fmt: skip
        known = Jsonb({"budgets": {pipeline or self.pipeline: self.budget}, **options})
        return self.select("select * from jobs.claim(%s, %s, %s, %s)", owner, executor, places, known)

    def begin(self, job_id: str, step: str = "", workflow: str | None = None, *, host: str = "host") -> Row:
        """Outcome, number, data and outputs of the attempt. `step`: the process step unless it is named."""
        by = Jsonb({"host": host, "pid": 1, "workflow": workflow})
        query = "select * from jobs.begin_attempt(%s, %s, %s)"
        (found,) = self.select(query, job_id, step or self.process, by)
        return found

    def end(
        self, job_id: str, number: int = 1, status: str = "", *, step: str = "", error: Any = None,
        output: Any = None, exit_code: int | None = None, **options: Any,
    ) -> bool:  # fmt: skip
        """Whether it was this attempt's to end. `options`: log and verdict."""
        status = status or ("failed" if error else "completed")
        done = status == "completed"
        known = {
            "exit_code": (0 if done else 65) if exit_code is None else exit_code,
            "error": error,
            "output": ({} if output is None else output) if done else None,
            "verdict_error": error,
            **options,
        }
        query = "select jobs.end_attempt(%s, %s, %s, %s, %s)"
        return bool(self.value(query, job_id, step or self.process, number, status, Jsonb(known)))

    def attempt(self, job_id: str, step: str = "", **ended: Any) -> None:
        """One attempt of a step from its begin to its end."""
        self.end(job_id, self.begin(job_id, step)["number"], step=step, **ended)

    def finish(self, job_id: str, status: str = "completed", error: Any = None) -> bool:
        found = self.value("select jobs.finish(%s, %s, %s)", job_id, status, Jsonb(error) if error else None)
        return bool(found)

    # Jobs in a state.

    def dispatch(self, executor: str = "argo", *, pipeline: str | None = None, **known: Any) -> str:
        """A dispatched job whose trigger has not arrived."""
        job_id = self.enqueue(pipeline=pipeline, **known)
        assert self.claim(1, 1, executor, pipeline=pipeline, only_job=job_id)
        return job_id

    def running(self, **known: Any) -> str:
        """Validated, and its process step at work."""
        job_id = self.dispatch(**known)
        self.attempt(job_id, "validate-job", output={"document_bytes": None})
        self.begin(job_id)
        return job_id

    def progress(self, job_id: str, done: int, total: int) -> None:
        query = "update jobs.attempt set done = %s, total = %s where job_id = %s and step = %s"
        self.execute(query, [done, total, job_id, self.process])

    def fail(
        self, job_id: str, code: str = "model_refused", message: str = "the model refused", *,
        log: str | None = None, **known: Any,
    ) -> None:  # fmt: skip
        """Its process step fails, and so does the job."""
        error = {
            "code": code,
            "message": message,
            "retryable": False,
            "step": self.process,
            "attempt": 1,
            **known,
        }
        line = {"ts": "2026-01-31T09:30:00.123Z", "level": "INFO", "event": "step_failed", "code": code}
        self.end(job_id, error=error, log=log or json.dumps(line))
        self.finish(job_id, "failed", error)

    def failed(self, sent: Row | None = None, **error: Any) -> str:
        """`sent`: what `enqueue` takes."""
        job_id = self.running(**(sent or {}))
        self.fail(job_id, **error)
        return job_id

    def complete(self, job_id: str, output: Any = None) -> None:
        self.end(job_id, output=output or envelope(job_id))
        self.attempt(job_id, "update-job-status", output={"status": "completed"}, verdict="completed")

    def completed(self, output: Any = None, **known: Any) -> str:
        job_id = self.running(**known)
        self.complete(job_id, output)
        return job_id

    def age(self, job_id: str, seconds: float) -> None:
        """Move all that has happened to the job so far into the past."""
        names = ("dispatched_at", "started_at", "finished_at", "deadline_at")
        moved = ", ".join(f"{name} = {name} - make_interval(secs => %(seconds)s)" for name in names)
        self.execute(f"update jobs.job set {moved} where id = %(job)s", {"seconds": seconds, "job": job_id})

    # What is found.

    def job(self, job_id: str) -> Row:
        (found,) = self.select("select * from jobs.job where id = %s", job_id)
        return found

    def status(self, job_id: str) -> str:
        return str(self.job(job_id)["status"])

    def statuses(self, *ids: str) -> list[str]:
        """As they are now, in the order of the ids."""
        found = self.select("select id, status from jobs.job where id = any(%s::uuid[])", list(ids))
        by_id = {row["id"]: row["status"] for row in found}
        return [by_id[job_id] for job_id in ids]

    def error(self, job_id: str) -> Row:
        return dict(self.job(job_id)["error"])

    def attempts(self, job_id: str) -> list[tuple[str, int, str]]:
        """Step, number and status."""
        query = "select step, number, status from jobs.attempt where job_id = %s order by step, number"
        return self.execute(query, [job_id]).fetchall()

    def outcomes(self, job_id: str, step: str = "") -> list[tuple[int, str, int | None, str | None]]:
        """Number, status, exit code and error code of each attempt of a step."""
        query = (
            "select number, status, exit_code, error ->> 'code' from jobs.attempt"
            " where job_id = %s and step = %s order by number"
        )
        return self.execute(query, [job_id, step or self.process]).fetchall()

    # Waiting, and locks that others wait for.

    def wait(self, *ids: str, seconds: float = 5 * PATIENCE) -> list[str]:
        """The final statuses, in the order of the ids; hundreds of jobs take their time on a busy machine."""
        until(
            lambda: set(self.statuses(*ids)) <= FINAL,
            seconds=seconds,
            said=lambda: Counter(self.statuses(*ids)),
        )
        return self.statuses(*ids)

    def until(self, job_id: str, **wanted: Any) -> Row:
        """The job's row, once its columns are as wanted."""

        def row_as_wanted() -> Row | None:
            row = self.job(job_id)
            return row if all(row[name] == value for name, value in wanted.items()) else None

        found = until(row_as_wanted, said=lambda: {name: self.job(job_id)[name] for name in wanted})
        assert found
        return found

    def until_found(self, query: str, *params: Any) -> Any:
        """The first column of the query's first row, once there is one."""
        row: Any = until(lambda: self.execute(query, params).fetchone(), said=query)
        return row[0]

    def hold(self, owner: int) -> None:
        """The lock of a dispatcher that is alive."""
        self.execute("select pg_advisory_lock(jobs.lock_class(), %s)", [owner])

    def wait_for_lock(self) -> None:
        """Until some connection waits for another's transaction."""
        until(lambda: self.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"))


def know(connection: Connection, pipeline: str) -> None:
    """Events of this trial pipeline are taken from now on."""
    if pipeline not in wanted().pipelines and re.fullmatch("[a-z][a-z0-9-]{0,40}", pipeline):
        connection.execute("insert into jobs.pipeline (name) values (%s) on conflict do nothing", [pipeline])


def envelope(job_id: str, **known: Any) -> Row:
    """A result as a process step leaves it."""
    return {
        "job_id": job_id, "pipeline": JOB, "schema_version": "1", "created_at": "2026-01-31T09:30:00Z",
        "engine": "rules",
        "engine_detail": "rules-1", "quality_note": "Rules, not a model.", "language": "en",
        "source": {"sha256": "0" * 64, "bytes": 20, "media_type": "text/plain"},
        "usage": {"requests": 1, "input_tokens": 1200, "output_tokens": 30}, "warnings": [], "artifacts": {},
        "checks": [{"code": "quotes_found", "passed": True, "severity": "info", "detail": "2 of 2"}],
        "result": {"headline": "A headline"}, **known,
    }  # fmt: skip
