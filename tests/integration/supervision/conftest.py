"""A dispatcher under a supervisor, with an executor that holds its jobs, and a server that can be made read-only."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest

from pipelines.control import dispatcher as dispatching
from pipelines.control.dispatched_job import DispatchedJob
from pipelines.control.dispatcher import Dispatcher
from pipelines.control.leading import newly_hindered
from pipelines.core.supervision import supervisor as supervising
from pipelines.core.supervision.pulse import Pulse, TaskState
from pipelines.core.supervision.supervisor import Supervisor
from tests.support.processes import in_thread
from tests.support.rows import Rows
from tests.support.waiting import until

PIPELINE = "trial"


class HeldExecutor:
    """Holds every job until it is released; `wrong` are raised instead, by the job's data."""

    name = "local"

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.cancelled: list[str] = []
        self.holding = 0
        self.released = False
        self.wrong: list[Exception] = []

    def wake(self, job_id: UUID) -> None: ...

    def busy(self) -> int:
        return self.holding

    async def run(self, job: DispatchedJob, connection: psycopg.AsyncConnection[Any]) -> None:
        self.begun.append(str(job.id))
        if self.wrong:
            raise self.wrong.pop()
        self.holding += 1
        try:
            while not self.released:
                await asyncio.sleep(0.02)
        except asyncio.CancelledError:
            self.cancelled.append(str(job.id))
            raise
        finally:
            self.holding -= 1
        await connection.execute("select jobs.finish(%s, 'completed')", [job.id])


def terminate(rows: Rows, purpose: str) -> None:
    """The connection that is for this."""
    rows.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where application_name = %s and datname = current_database()",
        [f"jobs {purpose}"],
    )


class Dispatching:
    def __init__(self, url: str, **options: Any) -> None:
        self.executor = HeldExecutor()
        self.dispatcher = Dispatcher(url, self.executor, {PIPELINE: 600.0}, **options)
        self._supervisor: Supervisor | None = None

    async def main(self) -> None:
        self.loop = asyncio.get_running_loop()
        async with Supervisor(tick=0.05) as self._supervisor:
            self.dispatcher.start(self._supervisor)
            await asyncio.Event().wait()

    def task(self, name: str) -> TaskState:
        assert self._supervisor
        return next(state for state in self._supervisor.states() if state.name == name)

    @property
    def living(self) -> bool:
        if self._supervisor is None:
            return False
        states = self._supervisor.states()
        return len(states) == 2 and all(state.living and state.beat_at for state in states)


@pytest.fixture
def rows(connection: psycopg.Connection[Any]) -> Rows:
    connection.execute("truncate jobs.event cascade")
    return Rows(connection, PIPELINE)


@pytest.fixture
def running(database_url: str, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`with running() as dispatching:` a dispatcher that takes jobs. `options`: its own."""
    monkeypatch.setattr(supervising, "pauses", lambda: itertools.repeat(0.05))
    monkeypatch.setattr(dispatching, "pauses", lambda: itertools.repeat(0.05))

    @contextmanager
    def start(**options: Any) -> Iterator[Dispatching]:
        found = Dispatching(database_url, **options)
        with in_thread(found.main):
            until(lambda: found.living)
            yield found
            found.executor.released = True

    return start


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """What PostgreSQL refused a dispatcher whose connection was there."""
    found: list[Exception] = []

    def noted(work: Any, pulse: Pulse, error: Exception) -> bool:
        said = newly_hindered(work, pulse, error)
        found.append(error)
        return said

    monkeypatch.setattr(dispatching, "newly_hindered", noted)
    return found


@pytest.fixture
def read_only(server_url: str) -> Iterator[Callable[[bool], None]]:
    """Sets the whole server read-only, as a failover's old primary is."""
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute("set default_transaction_read_only = off")

        def set_to(on: bool) -> None:
            admin.execute(f"alter system set default_transaction_read_only = {'on' if on else 'off'}")
            admin.execute("select pg_reload_conf()")

        yield set_to
        admin.execute("alter system reset default_transaction_read_only")
        admin.execute("select pg_reload_conf()")
