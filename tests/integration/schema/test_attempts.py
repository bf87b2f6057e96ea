"""An attempt is opened, ended once by its owner, and never after somebody took it over."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg import errors

from tests.integration.schema.conftest import Connect
from tests.support.rows import PROCESS, Rows


def test_first_attempt_runs_and_the_job_with_it(rows: Rows) -> None:
    job_id = rows.enqueue({"text": "a"})
    rows.claim()
    opened = rows.begin(job_id)
    assert (opened["outcome"], opened["number"], opened["data"], opened["outputs"]) == (
        "run",
        1,
        {"text": "a"},
        {},
    )
    assert rows.job(job_id)["status"] == "running"
    assert rows.job(job_id)["started_at"] is not None


def test_finished_step_is_done_and_its_output_comes_along(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.begin(job_id, "validate-job")
    assert rows.end(job_id, step="validate-job", output={"pages": 3})
    again = rows.begin(job_id, "validate-job")
    assert (again["outcome"], again["outputs"]) == ("done", {"validate-job": {"pages": 3}})
    following = rows.begin(job_id)
    assert (following["outcome"], following["outputs"]) == ("run", {"validate-job": {"pages": 3}})
    assert rows.attempts(job_id) == [(PROCESS, 1, "running"), ("validate-job", 1, "completed")]


def test_failed_attempt_is_followed_by_the_next_number(rows: Rows) -> None:
    job_id = rows.enqueue()
    for number in (1, 2, 3):
        assert rows.begin(job_id)["number"] == number
        assert rows.end(job_id, number, "failed", error={"code": "x", "message": "y", "retryable": True})
    assert [status for _, _, status in rows.attempts(job_id)] == ["failed"] * 3
    assert rows.value("select count(*) from jobs.output") == 0
    assert rows.job(job_id)["status"] == "running"


def test_attempt_that_somebody_took_over_cannot_be_ended_by_its_former_owner(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.begin(job_id)
    assert rows.begin(job_id)["number"] == 2
    for status in ("completed", "failed", "waiting"):
        assert not rows.end(job_id, 1, status, output={"by": "former"}, verdict="completed")
    assert rows.attempts(job_id) == [(PROCESS, 1, "lost"), (PROCESS, 2, "running")]
    assert rows.job(job_id)["status"] == "running"
    assert rows.end(job_id, 2, output={"by": "new"})
    assert rows.value("select data from jobs.output") == {"by": "new"}


def test_attempt_ends_once(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.begin(job_id)
    assert rows.end(job_id, output={"first": True})
    assert not rows.end(job_id, output={"first": False})
    assert not rows.end(job_id, status="failed")
    assert rows.value("select data from jobs.output") == {"first": True}


def test_verdict_output_and_status_are_one_transaction(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.begin(job_id)
    with pytest.raises(errors.InvalidParameterValue, match="no final status"):
        rows.end(job_id, verdict="nearly")
    assert rows.attempts(job_id) == [(PROCESS, 1, "running")]
    assert rows.value("select count(*) from jobs.output") == 0
    assert rows.end(job_id, verdict="completed")
    assert rows.job(job_id)["status"] == "completed"


def test_unknown_job_is_missing(rows: Rows) -> None:
    assert rows.begin(str(uuid.uuid4()))["outcome"] == "missing"
    assert not rows.end(str(uuid.uuid4()))
    assert not rows.finish(str(uuid.uuid4()))


def test_an_attempt_whose_process_was_killed_ends_once(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.begin(job_id)
    close = 'select jobs.end_lost_attempt(%s, %s, 137, \'{"code": "killed"}\')'
    rows.execute(close, [job_id, PROCESS])
    assert not rows.end(job_id)
    assert rows.attempts(job_id) == [(PROCESS, 1, "failed")]
    assert rows.begin(job_id)["number"] == 2


def test_two_processes_that_begin_at_once_get_two_numbers(rows: Rows, connect: Connect) -> None:
    job_id = rows.enqueue()
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda one: one.begin(job_id)["number"], [connect() for _ in range(6)]))
    assert sorted(opened) == [1, 2, 3, 4, 5, 6]
    running = [number for _, number, status in rows.attempts(job_id) if status == "running"]
    assert running == [6]
