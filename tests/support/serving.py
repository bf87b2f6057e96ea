"""The server as it runs: uvicorn on a socket, in a thread of the test, with a client and the rows behind it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import psycopg
from fastapi import FastAPI
from pydantic import SecretStr

from pipelines.core.settings import ControlSettings
from pipelines.server.app import create_app
from pipelines.server.listening import listen, url_of
from pipelines.server.protocol.connection_limits import Limits
from pipelines.server.uvicorn_server import Server
from steps.core.settings import Settings
from tests.support.rows import JOB, Connection, Rows
from tests.support.waiting import PATIENCE, until

EVENT = f"jobs/{JOB}.requested"


class Served(Rows):
    """A client of the running server, and the rows that it reads and writes."""

    def __init__(self, client: httpx.Client, connection: Connection, app: FastAPI) -> None:
        super().__init__(connection)
        self.client, self.app = client, app
        self.get, self.post = client.get, client.post
        self.url = str(client.base_url)

    def send(self, **known: Any) -> str:
        """Send an event; the job's id."""
        event = {"name": EVENT, "data": {"text": "Words."}, **known}
        answer = self.post("/api/events", json=event)
        assert answer.status_code == 202, answer.text
        job_id: str = answer.json()["events"][0]["job_id"]
        return job_id

    def page(self, path: str, **query: str) -> str:
        """A page's HTML. Fails unless it is there."""
        answer = self.get(f"{path}?{urlencode(query)}" if query else path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer.text

    def submit(self, path: str, **values: str) -> httpx.Response:
        """Send a form as a browser does without script; the answer is not followed."""
        return self.post(
            path, files={name: (None, value) for name, value in (values or {"do": "send"}).items()}
        )


def app_of(database_url: str, home: Path, settings: dict[str, Any] | None = None, **control: Any) -> FastAPI:
    """The server's app with these control settings, and `settings` of the steps."""
    known = Settings(database_url=SecretStr(database_url), home=home, **(settings or {}))
    return create_app(known, ControlSettings(**control))


@contextmanager
def running(app: FastAPI, limits: Limits | None = None) -> Iterator[str]:
    """The URL of the running app."""
    listener = listen("127.0.0.1", 0)
    server = Server(app, limits)
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


@contextmanager
def serving(database_url: str, home: Path, limits: Limits | None = None, **given: Any) -> Iterator[Served]:
    """A running server on this database."""
    app = app_of(database_url, home, **given)
    with (
        running(app, limits) as url,
        httpx.Client(base_url=url, timeout=PATIENCE) as client,
        psycopg.connect(database_url, autocommit=True) as connection,
    ):
        yield Served(client, connection, app)
