"""The server as it runs: uvicorn on a socket, in a thread of the test, on the test module's own database."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from pipelines.core.settings import ControlSettings
from pipelines.operations.tokens import Scope, make_token
from pipelines.server.app import create_app
from pipelines.server.listening import listen, url_of
from pipelines.server.uvicorn_server import Server
from steps.core.settings import Settings
from tests.support.waiting import PATIENCE, until

JOB = "news-analyzer"
EVENT = f"jobs/{JOB}.requested"


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


class Api:
    """A client of the running server, and a connection to see what it did."""

    def __init__(self, client: httpx.Client, connection: psycopg.Connection[Any], app: FastAPI) -> None:
        self.client, self.connection, self.app = client, connection, app
        self.get, self.post = client.get, client.post
        self.url = str(client.base_url)

    def send(self, **known: Any) -> str:
        """Send an event; the job's id."""
        event = {"name": EVENT, "data": {"text": "Words."}, **known}
        answer = self.post("/api/events", json=event)
        assert answer.status_code == 202, answer.text
        job_id: str = answer.json()["events"][0]["job_id"]
        return job_id

    def value(self, query: str, *params: Any) -> Any:
        row = self.connection.execute(query, params).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    def begin(self, job_id: str, step: str) -> int:
        by = json.dumps({"host": "host", "pid": 1})
        return int(self.value("select number from jobs.begin_attempt(%s, %s, %s)", job_id, step, by))

    def end(
        self, job_id: str, step: str, *, error: dict[str, Any] | None = None, output: Any = None,
        log: str | None = None, verdict: str | None = None,
    ) -> None:  # fmt: skip
        """One attempt of a step from its begin to its end, without running anything."""
        number = self.begin(job_id, step)
        options = {
            "exit_code": 65 if error else 0, "error": error, "output": None if error else output or {}, "log": log,
            "verdict": verdict, "verdict_error": error,
        }  # fmt: skip
        self.connection.execute(
            "select jobs.end_attempt(%s, %s, %s, %s, %s)",
            [job_id, step, number, "failed" if error else "completed", json.dumps(options)],
        )

    def failed(self, **known: Any) -> str:
        """A job whose process step failed after validation."""
        job_id = self.send(**known)
        self.end(job_id, "validate-job", output={"document_bytes": None})
        error = {
            "code": "model_refused",
            "message": "the model refused",
            "retryable": False,
            "step": f"process-{JOB}",
        }
        self.end(job_id, f"process-{JOB}", error=error, log='{"event": "step_failed"}')
        self.value("select jobs.finish(%s, 'failed', %s)", job_id, json.dumps(error))
        return job_id

    def completed(self, result: Any = None) -> str:
        job_id = self.send()
        self.end(job_id, "validate-job")
        self.end(job_id, f"process-{JOB}", output=result or {"result": {"title": "T"}})
        self.end(job_id, "update-job-status", output={"status": "completed"}, verdict="completed")
        return job_id


Start = Callable[..., Api]


@contextmanager
def client_of(app: FastAPI, database_url: str) -> Iterator[Api]:
    with (
        running(app) as url,
        httpx.Client(base_url=url, timeout=PATIENCE) as client,
        psycopg.connect(database_url, autocommit=True) as connection,
    ):
        yield Api(client, connection, app)


def app_of(database_url: str, home: Path, settings: dict[str, Any] | None = None, **control: Any) -> FastAPI:
    known = Settings(database_url=SecretStr(database_url), home=home, **(settings or {}))
    return create_app(known, ControlSettings(**control))


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts a server with these control settings (and `settings`, a dict of the others)."""
    with ExitStack() as stack:

        def started(**given: Any) -> Api:
            return stack.enter_context(client_of(app_of(database_url, tmp_path, **given), database_url))

        yield started


@pytest.fixture(scope="module")
def _api(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with client_of(app_of(database_url, tmp_path_factory.mktemp("home")), database_url) as found:
        yield found


@pytest.fixture
def api(_api: Api) -> Api:
    """The server as `bgjobs dev` runs it, on an empty database."""
    _api.connection.execute("truncate jobs.event, jobs.rejected_event, jobs.token cascade")
    return _api


@pytest.fixture
def token(database_url: str) -> Callable[..., str]:
    """Makes a token with these scopes."""

    def made(*scopes: Scope, **known: Any) -> str:
        with psycopg.connect(database_url, autocommit=True) as connection:
            name = f"t{time.monotonic_ns()}"
            return make_token(connection, name, list(scopes), **known)[0]

    return made
