"""What PostgreSQL refuses, breaks or delays for a while stops no running job, and the dispatcher goes on afterwards."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import psycopg
import pytest

from pipelines.control import dispatcher as dispatching
from pipelines.control import notifications
from pipelines.control.dispatcher import Dispatcher
from tests.integration.supervision.conftest import Dispatching, terminate
from tests.support.rows import Rows
from tests.support.waiting import until


def is_back(found: Dispatching, times: int) -> bool:
    return found.living and found.task("listener").restarts == times


def test_losing_the_connection_that_listens_stops_no_job(rows: Rows, running: Any) -> None:
    with running() as found:
        job = rows.enqueue()
        until(lambda: found.executor.begun)
        for times in range(1, 6):
            terminate(rows, "listener")
            until(partial(is_back, found, times))
        assert " at pipelines/control/notifications.py:" in found.task("listener").error
        later = rows.enqueue()
        until(lambda: later in found.executor.begun)
        found.executor.released = True
        assert rows.wait(job, later) == ["completed", "completed"]
        assert found.executor.begun == [job, later]
        assert found.task("dispatcher").restarts == 0


def test_while_nobody_listens_polling_covers_the_gap(
    rows: Rows, running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "ADOPT_SECONDS", 0.2)
    with running() as found:
        job = rows.enqueue()
        until(lambda: found.executor.begun)

        def refused(*_: Any) -> Any:
            raise psycopg.OperationalError("too many connections")

        with monkeypatch.context() as gap:
            gap.setattr(notifications, "connect_async", refused)
            terminate(rows, "listener")
            until(lambda: not found.task("listener").living)
            later = rows.enqueue()
            until(lambda: later in found.executor.begun)
            rows.execute("select jobs.cancel(%s, '{}')", [job])
            until(lambda: found.executor.cancelled == [job])
        until(lambda: found.living)
        rows.execute("select jobs.cancel(%s, '{}')", [later])
        until(lambda: found.executor.cancelled == [job, later])


def test_losing_the_connection_that_owns_starts_the_job_again_under_a_new_number(
    rows: Rows, running: Any
) -> None:
    with running() as found:
        job = rows.enqueue()
        until(lambda: found.executor.begun)
        terminate(rows, "dispatcher")
        until(lambda: found.executor.begun == [job, job])
        assert found.executor.cancelled == [job]
        assert found.task("dispatcher").restarts == 1
        found.executor.released = True
        assert rows.wait(job) == ["completed"]
        assert rows.value("select generation from jobs.job where id = %s", job) == 1


def test_no_more_is_taken_than_there_are_places(rows: Rows, running: Any) -> None:
    """Also where as many were taken at once as there was room for, and those have not begun yet."""
    with running(places=3) as found:
        with rows.connection.transaction():
            jobs = [rows.enqueue() for _ in range(9)]
        until(lambda: len(found.executor.begun) >= 3)
        rows.execute("notify jobs_queued")  # whoever hears of it looks again
        time.sleep(0.3)
        assert rows.statuses(*jobs).count("dispatched") == 3
        found.executor.released = True
        assert rows.wait(*jobs) == ["completed"] * 9


@pytest.mark.parametrize(
    "wrong",
    [
        ValueError("x"),
        RecursionError(),
        psycopg.errors.QueryCanceled(),
        psycopg.DataError(),
        ExceptionGroup("x", [OSError()]),
    ],
)
def test_what_one_jobs_handling_raises_harms_only_that_job(
    rows: Rows, running: Any, wrong: Exception
) -> None:
    with running() as found:
        good = rows.enqueue()
        until(lambda: found.executor.begun)
        found.executor.wrong.append(wrong)
        bad = rows.enqueue()
        assert rows.wait(bad) == ["failed"]
        later = rows.enqueue()
        until(lambda: later in found.executor.begun)
        assert found.executor.begun == [good, bad, later]
        assert found.executor.cancelled == []
        assert found.living


@pytest.mark.parametrize("deadline", ["infinity", "-infinity", "294000-01-01", "4000-01-01 BC"])
def test_a_row_whose_time_python_cannot_load_is_taken_over_like_any_other(
    rows: Rows, running: Any, deadline: str
) -> None:
    job = rows.enqueue()
    rows.claim(owner=1000)
    rows.execute("update jobs.job set deadline_at = %s::timestamptz where id = %s", [deadline, job])
    other = rows.enqueue()
    with running() as found:
        until(lambda: set(found.executor.begun) == {job, other})
        found.executor.released = True
        assert rows.wait(job, other) == ["completed", "completed"]
        assert found.task("dispatcher").restarts == 0


@pytest.mark.parametrize(
    "setting", ["datestyle = 'German'", "timezone = 'Pacific/Apia'", "bytea_output = 'escape'"]
)
def test_settings_of_the_database_change_nothing(
    rows: Rows, running: Any, server_url: str, setting: str
) -> None:
    name = rows.value("select current_database()")
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"alter database {name} set {setting}")
        try:
            with running() as found:
                job = rows.enqueue()
                until(lambda: found.executor.begun)
                found.executor.released = True
                assert rows.wait(job) == ["completed"]
                assert found.living
        finally:
            admin.execute(f"alter database {name} reset all")


def test_nonsense_in_a_notification_harms_nobody(rows: Rows, running: Any) -> None:
    with running() as found:
        for channel in ("jobs_cancelled", "jobs_wake", "jobs_queued"):
            rows.execute("select pg_notify(%s, 'nonsense')", [channel])
        job = rows.enqueue()
        until(lambda: found.executor.begun == [job])
        assert found.task("listener").restarts == 0


@pytest.mark.parametrize("bounded", [False, True])
def test_a_jobs_end_asks_for_the_next_job_where_limits_are(
    rows: Rows, running: Any, monkeypatch: pytest.MonkeyPatch, *, bounded: bool
) -> None:
    monkeypatch.setattr(dispatching, "POLL_SECONDS", 60.0)
    monkeypatch.setattr(dispatching, "ADOPT_SECONDS", 60.0)
    looks: list[Any] = []
    looking = Dispatcher._turn

    async def counted(*told: Any) -> float:
        looks.append(told)
        return await looking(*told)

    monkeypatch.setattr(Dispatcher, "_turn", counted)
    if bounded:
        rows.execute('select jobs.set_limit(\'trial\', \'*\', \'{"n": 1, "who": "a", "why": "b"}\')')
    with running() as found:
        jobs = [rows.enqueue(), rows.enqueue()]
        until(lambda: found.executor.begun == jobs[:1] if bounded else found.executor.begun == jobs)
        time.sleep(0.3)  # the last notice is worked off
        before = len(looks)
        found.executor.released = True
        assert rows.wait(*jobs) == ["completed", "completed"]
        assert (len(looks) > before) is bounded
    rows.execute("delete from jobs.limit_override")
