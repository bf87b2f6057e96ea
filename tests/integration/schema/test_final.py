"""A final job never changes, whoever asks and whenever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg import errors

from tests.integration.schema.machine import (
    STEP,
    Connect,
    Connection,
    attempts,
    begin,
    claim,
    end,
    enqueue,
    finish,
    job,
    rows,
)
from tests.support.waiting import PATIENCE


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled", "skipped"])
def test_final_job_never_changes(connection: Connection, status: str) -> None:
    job_id = enqueue(connection)
    claim(connection)
    begin(connection, job_id)
    assert finish(connection, job_id, status, {"code": "x"})
    before = job(connection, job_id)
    assert not end(connection, job_id, verdict="completed")
    assert begin(connection, job_id)["outcome"] == "final"
    assert begin(connection, job_id, "another-step")["outcome"] == "final"
    assert claim(connection) == []
    assert rows(connection, "select * from jobs.adopt(99, 'local', 10)") == []
    for other in ("completed", "failed", "cancelled", "skipped"):
        assert not finish(connection, job_id, other)
    assert job(connection, job_id) == before


def test_attempts_still_running_are_lost_when_the_job_becomes_final(connection: Connection) -> None:
    job_id = enqueue(connection)
    begin(connection, job_id)
    finish(connection, job_id, "cancelled")
    assert attempts(connection, job_id) == [(STEP, 1, "lost")]


def test_no_other_status_is_final(connection: Connection) -> None:
    job_id = enqueue(connection)
    for status in ("queued", "dispatched", "running", "", "done"):
        with pytest.raises(errors.InvalidParameterValue):
            finish(connection, job_id, status)


def test_one_of_many_callers_makes_it_final(connection: Connection, connect: Connect) -> None:
    job_id = enqueue(connection)
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda one: finish(one, job_id), [connect() for _ in range(6)]))
    assert done.count(True) == 1


def test_listeners_hear_which_job_ended(connection: Connection, connect: Connect) -> None:
    listener = connect()
    listener.execute("listen jobs_finished")
    job_id = enqueue(connection)
    finish(connection, job_id)
    assert [heard.payload for heard in listener.notifies(timeout=PATIENCE, stop_after=1)] == [str(job_id)]


def test_cancelling_and_ending_at_once_never_block_each_other(
    connection: Connection, connect: Connect
) -> None:
    one, other = connect(), connect()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(150):
            job_id = enqueue(connection)
            begin(connection, job_id)
            start = threading.Barrier(2)

            def at_once(act: Callable[[], bool], start: threading.Barrier = start) -> bool:
                start.wait()
                return act()

            ended = pool.submit(at_once, lambda job_id=job_id: end(one, job_id, verdict="completed"))
            cancelled = pool.submit(at_once, lambda job_id=job_id: finish(other, job_id, "cancelled"))
            assert ended.result(timeout=PATIENCE) + cancelled.result(timeout=PATIENCE) == 1
