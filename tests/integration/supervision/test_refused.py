"""What PostgreSQL refuses for a while, however long, stops no running job: it is no hang of the dispatcher's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from pipelines.control import dispatcher as dispatching
from pipelines.control import notifications
from pipelines.control.dispatched_job import DispatchedJob
from tests.support.rows import Rows
from tests.support.waiting import until


def test_a_read_only_spell_stops_nothing_and_is_over_when_it_is_over(
    rows: Rows, running: Any, read_only: Callable[[bool], None]
) -> None:
    with running() as found:
        job = rows.enqueue()
        until(lambda: found.executor.begun)
        owner = rows.value("select owner from jobs.job where id = %s", job)
        read_only(True)
        until(lambda: not found.task("dispatcher").living)
        assert found.task("dispatcher").error.startswith("ReadOnlySqlTransaction 25006 at ")
        read_only(False)
        until(lambda: found.living)
        later = rows.enqueue()
        until(lambda: later in found.executor.begun)
        assert found.task("dispatcher").restarts == 0
        assert found.executor.cancelled == []
        assert rows.value("select owner from jobs.job where id = %s", later) == owner


def test_a_long_refusal_is_no_hang(
    rows: Rows, running: Any, read_only: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "POLL_SECONDS", 0.1)
    monkeypatch.setattr(dispatching, "SILENCE_SECONDS", 2.0)
    monkeypatch.setattr(notifications, "QUIET_SECONDS", 0.2)
    with running() as found:
        rows.enqueue()
        until(lambda: found.executor.begun)
        read_only(True)
        until(lambda: not found.task("dispatcher").living)
        time.sleep(2 * dispatching.SILENCE_SECONDS)
        read_only(False)
        until(lambda: found.living)
        assert found.task("dispatcher").restarts == 0
        assert found.executor.cancelled == []


def test_who_waits_for_somebodys_lock_does_not_hang(
    rows: Rows, running: Any, refusals: list[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change of a table, or a transaction that somebody left open after a pause."""
    monkeypatch.setattr(dispatching, "POLL_SECONDS", 0.1)
    monkeypatch.setattr(dispatching, "STATEMENT_SECONDS", 0.2)
    monkeypatch.setattr(dispatching, "SILENCE_SECONDS", 2.0)
    monkeypatch.setattr(notifications, "QUIET_SECONDS", 0.2)
    with running() as found:
        rows.enqueue()
        until(lambda: found.executor.begun)
        with rows.connection.transaction():
            rows.execute("lock table jobs.job in access exclusive mode")
            time.sleep(2 * dispatching.SILENCE_SECONDS)
        assert {type(error) for error in refusals} == {psycopg.errors.QueryCanceled}
        later = rows.enqueue()
        until(lambda: later in found.executor.begun)
        assert found.task("dispatcher").restarts == 0
        assert found.executor.cancelled == []


def test_a_failure_is_recorded_once_postgres_takes_it(
    rows: Rows, running: Any, read_only: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between claim and failure the database turns read-only: the job must not stay dispatched for ever."""
    with running() as found:
        run = found.executor.run

        async def broken(job: DispatchedJob, connection: psycopg.AsyncConnection[Any]) -> None:
            await asyncio.to_thread(read_only, True)
            while (await (await connection.execute("show transaction_read_only")).fetchone()) != ("on",):
                await asyncio.sleep(0.01)
            raise ValueError

        found.executor.run = broken
        job = rows.enqueue()
        until(lambda: not found.task("dispatcher").living)
        found.executor.run = run
        assert rows.statuses(job) == ["dispatched"]
        read_only(False)
        assert rows.wait(job) == ["failed"]
        assert rows.value("select error ->> 'code' from jobs.job where id = %s", job) == "executor_failed"
