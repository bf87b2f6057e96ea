"""The dashboard on a socket, in a thread of the test; and runs in whatever state a test needs, made by SQL."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
import psycopg
from fastapi import FastAPI

from pipelines.server.listening import listen, url_of
from pipelines.server.uvicorn_server import Server
from tests.support.waiting import PATIENCE, until

JOB = "news-analyzer"
PROCESS = f"process-{JOB}"


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The URL of the running app."""
    listener = listen("127.0.0.1", 0)
    server = Server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    until(lambda: server.started or not thread.is_alive(), every=0.005)
    assert thread.is_alive()
    try:
        yield url_of(listener)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()


class Site:
    """A client of the dashboard, and a connection to make things happen behind its back."""

    def __init__(self, url: str, client: httpx.Client, connection: psycopg.Connection[Any]) -> None:
        self.url, self.client, self.connection = url, client, connection

    def get(self, path: str, **query: str) -> str:
        """The page. Fails unless it is there."""
        answer = self.client.get(f"{path}?{urlencode(query)}" if query else path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer.text

    def post(self, path: str, **values: str) -> httpx.Response:
        """Send a form as a browser does without script; the answer is not followed."""
        return self.client.post(
            path, files={name: (None, value) for name, value in (values or {"do": "send"}).items()}
        )

    def value(self, query: str, *params: Any) -> Any:
        row = self.connection.execute(query, params).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    def queued(self, pipeline: str = JOB, data: Any = None, **options: Any) -> str:
        given = {"text": "Words of an article."} if data is None else data
        names = "".join(f", {name} => %s" for name in options)
        return str(
            self.value(f"select jobs.enqueue(%s, %s{names})", pipeline, json.dumps(given), *options.values())
        )

    def dispatched(self, **known: Any) -> str:
        job_id = self.queued(**known)
        self.connection.execute(
            "update jobs.job set status = 'dispatched', dispatched_at = clock_timestamp(), executor = 'argo',"
            " workflow = jobs.workflow_name(pipeline, id, generation), deadline_at = now() + interval '2 min'"
            " where id = %s",
            [job_id],
        )
        return job_id

    def begin(self, job_id: str, step: str = PROCESS) -> int:
        by = json.dumps({"host": "host", "pid": 1})
        return int(self.value("select number from jobs.begin_attempt(%s, %s, %s)", job_id, step, by))

    def end(
        self, job_id: str, number: int = 1, step: str = PROCESS, *, error: Any = None, status: str = "",
        output: Any = None, log: str | None = None, verdict: str | None = None, exit_code: int = 65,
    ) -> None:  # fmt: skip
        options = {
            "exit_code": exit_code if error else 0, "error": error, "output": None if error else output or {},
            "log": log, "verdict": verdict, "verdict_error": error,
        }  # fmt: skip
        self.connection.execute(
            "select jobs.end_attempt(%s, %s, %s, %s, %s)",
            [job_id, step, number, status or ("failed" if error else "completed"), json.dumps(options)],
        )

    def running(self, **known: Any) -> str:
        """Validated, and its process step at work."""
        job_id = self.dispatched(**known)
        self.end(job_id, self.begin(job_id, "validate-job"), "validate-job", output={"document_bytes": None})
        self.begin(job_id)
        return job_id

    def progress(self, job_id: str, done: int, total: int) -> None:
        self.connection.execute(
            "update jobs.attempt set done = %s, total = %s where job_id = %s and step = %s",
            [done, total, job_id, PROCESS],
        )

    def fail(
        self, job_id: str, code: str = "model_refused", message: str = "the model refused", **known: Any
    ) -> None:
        """Its process step fails, and so does the job."""
        error = {"code": code, "message": message, "retryable": False, "step": PROCESS, "attempt": 1, **known}
        line = {"ts": "2026-01-31T09:30:00.123Z", "level": "INFO", "event": "step_failed", "code": code}
        self.end(job_id, error=error, log=json.dumps(line))
        self.value("select jobs.finish(%s, 'failed', %s)", job_id, json.dumps(error))

    def failed(self, **known: Any) -> str:
        job_id = self.running()
        self.fail(job_id, **known)
        return job_id

    def complete(self, job_id: str, output: Any = None) -> None:
        self.end(job_id, output=output or envelope(job_id))
        number = self.begin(job_id, "update-job-status")
        self.end(job_id, number, "update-job-status", output={"status": "completed"}, verdict="completed")

    def completed(self, output: Any = None, **known: Any) -> str:
        job_id = self.running(**known)
        self.complete(job_id, output)
        return job_id

    def status(self, job_id: str) -> str:
        return str(self.value("select status from jobs.job where id = %s", job_id))


def envelope(job_id: str, **known: Any) -> dict[str, Any]:
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
