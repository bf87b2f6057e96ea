"""A final job never changes, whoever asks and whenever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from psycopg import errors

from tests.integration.schema.conftest import Connect
from tests.support.rows import PROCESS, Rows
from tests.support.waiting import PATIENCE


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled", "skipped"])
def test_final_job_never_changes(rows: Rows, status: str) -> None:
    job_id = rows.enqueue()
    rows.claim()
    rows.begin(job_id)
    assert rows.finish(job_id, status, {"code": "x"})
    before = rows.job(job_id)
    assert not rows.end(job_id, verdict="completed")
    assert rows.begin(job_id)["outcome"] == "final"
    assert rows.begin(job_id, "another-step")["outcome"] == "final"
    assert rows.claim() == []
    assert rows.select("select * from jobs.adopt(99, 'local', 10)") == []
    for other in ("completed", "failed", "cancelled", "skipped"):
        assert not rows.finish(job_id, other)
    assert rows.job(job_id) == before


def test_attempts_still_running_are_lost_when_the_job_becomes_final(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.begin(job_id)
    rows.finish(job_id, "cancelled")
    assert rows.attempts(job_id) == [(PROCESS, 1, "lost")]


def test_no_other_status_is_final(rows: Rows) -> None:
    job_id = rows.enqueue()
    for status in ("queued", "dispatched", "running", "", "done"):
        with pytest.raises(errors.InvalidParameterValue):
            rows.finish(job_id, status)


def test_one_of_many_callers_makes_it_final(rows: Rows, connect: Connect) -> None:
    job_id = rows.enqueue()
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda one: one.finish(job_id), [connect() for _ in range(6)]))
    assert done.count(True) == 1


def test_listeners_hear_which_job_ended(rows: Rows, connect: Connect) -> None:
    listener = connect()
    listener.execute("listen jobs_finished")
    job_id = rows.enqueue()
    rows.finish(job_id)
    assert [heard.payload for heard in listener.connection.notifies(timeout=PATIENCE, stop_after=1)] == [
        str(job_id)
    ]


def test_cancelling_and_ending_at_once_never_block_each_other(rows: Rows, connect: Connect) -> None:
    one, other = connect(), connect()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(150):
            job_id = rows.enqueue()
            rows.begin(job_id)
            start = threading.Barrier(2)

            def at_once(act: Callable[[], bool], start: threading.Barrier = start) -> bool:
                start.wait()
                return act()

            ended = pool.submit(at_once, partial(one.end, job_id, verdict="completed"))
            cancelled = pool.submit(at_once, partial(other.finish, job_id, "cancelled"))
            assert ended.result(timeout=PATIENCE) + cancelled.result(timeout=PATIENCE) == 1
