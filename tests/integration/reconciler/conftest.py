"""Dispatcher and reconciler on a real Postgres, beside a Kubernetes API whose controller is the test."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from pipelines.control.reconciler import informer, reconciler
from pipelines.control.reconciler.reconciler import Reconciler
from pipelines.control.workflows import Workflows
from tests.integration.reconciler.api import NAMESPACE, Api
from tests.support.waiting import PATIENCE, until

BUDGETS = {"trial": 120.0}
PROCESS = "process-trial"


def client_of(api: Api) -> Workflows:
    from kubernetes import client

    settings = client.Configuration(host=api.url)
    settings.retries = False  # type: ignore[assignment]
    return Workflows(client.CustomObjectsApi(client.ApiClient(settings)), NAMESPACE)


@contextmanager
def running(*mains: Callable[[], Coroutine[Any, Any, None]]) -> Iterator[None]:
    """These coroutines in an event loop of their own thread, until the end of the block."""
    loop = asyncio.new_event_loop()
    tasks: list[asyncio.Task[None]] = []

    async def serve() -> None:
        tasks.extend(asyncio.create_task(main()) for main in mains)
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        yield
    finally:
        for task in tasks:
            loop.call_soon_threadsafe(task.cancel)
        thread.join(PATIENCE)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
    assert not [task for task in tasks if task.done() and not task.cancelled() and task.exception()]


class Table:
    """The jobs' rows: what is sent, moved in time and waited for."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def send(self, pipeline: str = "trial", **data: Any) -> str:
        row = self.connection.execute("select jobs.enqueue(%s, %s)", [pipeline, json.dumps(data)]).fetchone()
        assert row
        return str(row[0])

    def dispatch(self, executor: str = "kubernetes") -> str:
        """A dispatched job whose trigger has not arrived."""
        job = self.send()
        options = json.dumps({"budgets": BUDGETS, "only_job": job, "live_limit": 50})
        self.connection.execute("select jobs.claim(1, %s, 1, %s)", [executor, options])
        return job

    def begin(self, job: str, step: str = PROCESS, pod: str = "pod-1", workflow: str | None = None) -> str:
        row = self.connection.execute(
            "select outcome from jobs.begin_attempt(%s, %s, %s)",
            [job, step, json.dumps({"host": pod, "pid": 1, "workflow": workflow})],
        ).fetchone()
        assert row
        return str(row[0])

    def age(self, job: str, seconds: float) -> None:
        """Move all that has happened to the job so far into the past."""
        names = ("dispatched_at", "started_at", "finished_at", "deadline_at")
        moved = ", ".join(f"{name} = {name} - make_interval(secs => %(seconds)s)" for name in names)
        self.connection.execute(
            f"update jobs.job set {moved} where id = %(job)s", {"seconds": seconds, "job": job}
        )

    def one(self, job: str) -> dict[str, Any]:
        cursor = self.connection.cursor(row_factory=psycopg.rows.dict_row)
        row = cursor.execute("select * from jobs.job where id = %s", [job]).fetchone()
        assert row
        return row

    def attempts(self, job: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(
            "select number, status, exit_code, error ->> 'code' from jobs.attempt where job_id = %s order by number",
            [job],
        ).fetchall()

    def until(self, job: str, **wanted: Any) -> dict[str, Any]:
        """The row, once its columns are as wanted."""

        def row_as_wanted() -> dict[str, Any] | None:
            row = self.one(job)
            return row if all(row[name] == value for name, value in wanted.items()) else None

        found = until(row_as_wanted, said=lambda: {name: self.one(job)[name] for name in wanted})
        assert found
        return found


def by_hand(job_id: str, name: str, pipeline: str = "trial") -> dict[str, Any]:
    """What `argo submit --from workflowtemplate/<job>` creates, once the controller has put the labels on it."""
    return {
        "metadata": {"name": name, "labels": {"pipeline": pipeline, "job-id": job_id}},
        "spec": {"workflowTemplateRef": {"name": pipeline}},
    }


@pytest.fixture
def table(connection: psycopg.Connection[Any]) -> Table:
    connection.execute("truncate jobs.event cascade")
    return Table(connection)


@pytest.fixture
def api() -> Iterator[Api]:
    with Api() as api:
        yield api


@pytest.fixture
def reconciling(api: Api, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """`with reconciling():` a reconciler of its own leads."""
    monkeypatch.setattr(informer, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(reconciler, "GRACE_SECONDS", 1.5)

    def start() -> Any:
        return running(Reconciler(database_url, client_of(api), BUDGETS, sweep_seconds=1).run)

    return start


@pytest.fixture(name="reconciler")
def _reconciler(reconciling: Callable[[], Any], table: Table, api: Api) -> Iterator[None]:
    """One that leads and watches already."""
    with reconciling():
        until(lambda: any("watch=" in asked for asked in api.requests))
        yield
