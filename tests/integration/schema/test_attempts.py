"""An attempt is opened, ended once by its owner, and never after somebody took it over."""

from __future__ import annotations

import uuid
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
    value,
)


def test_first_attempt_runs_and_the_job_with_it(connection: Connection) -> None:
    job_id = enqueue(connection, {"text": "a"})
    claim(connection)
    opened = begin(connection, job_id)
    assert (opened["outcome"], opened["number"], opened["data"], opened["outputs"]) == (
        "run",
        1,
        {"text": "a"},
        {},
    )
    assert job(connection, job_id)["status"] == "running"
    assert job(connection, job_id)["started_at"] is not None


def test_finished_step_is_done_and_its_output_comes_along(connection: Connection) -> None:
    job_id = enqueue(connection)
    begin(connection, job_id, "validate-job")
    assert end(connection, job_id, step="validate-job", output={"pages": 3})
    again = begin(connection, job_id, "validate-job")
    assert (again["outcome"], again["outputs"]) == ("done", {"validate-job": {"pages": 3}})
    following = begin(connection, job_id)
    assert (following["outcome"], following["outputs"]) == ("run", {"validate-job": {"pages": 3}})
    assert attempts(connection, job_id) == [(STEP, 1, "running"), ("validate-job", 1, "completed")]


def test_failed_attempt_is_followed_by_the_next_number(connection: Connection) -> None:
    job_id = enqueue(connection)
    for number in (1, 2, 3):
        assert begin(connection, job_id)["number"] == number
        assert end(
            connection, job_id, number, "failed", error={"code": "x", "message": "y", "retryable": True}
        )
    assert [status for _, _, status in attempts(connection, job_id)] == ["failed"] * 3
    assert value(connection, "select count(*) from jobs.output") == 0
    assert job(connection, job_id)["status"] == "running"


def test_attempt_that_somebody_took_over_cannot_be_ended_by_its_former_owner(connection: Connection) -> None:
    job_id = enqueue(connection)
    begin(connection, job_id)
    assert begin(connection, job_id)["number"] == 2
    for status in ("completed", "failed", "waiting"):
        assert not end(connection, job_id, 1, status, output={"by": "former"}, verdict="completed")
    assert attempts(connection, job_id) == [(STEP, 1, "lost"), (STEP, 2, "running")]
    assert job(connection, job_id)["status"] == "running"
    assert end(connection, job_id, 2, output={"by": "new"})
    assert value(connection, "select data from jobs.output") == {"by": "new"}


def test_attempt_ends_once(connection: Connection) -> None:
    job_id = enqueue(connection)
    begin(connection, job_id)
    assert end(connection, job_id, output={"first": True})
    assert not end(connection, job_id, output={"first": False})
    assert not end(connection, job_id, status="failed")
    assert value(connection, "select data from jobs.output") == {"first": True}


def test_verdict_output_and_status_are_one_transaction(connection: Connection) -> None:
    job_id = enqueue(connection)
    begin(connection, job_id)
    with pytest.raises(errors.InvalidParameterValue, match="no final status"):
        end(connection, job_id, verdict="nearly")
    assert attempts(connection, job_id) == [(STEP, 1, "running")]
    assert value(connection, "select count(*) from jobs.output") == 0
    assert end(connection, job_id, verdict="completed")
    assert job(connection, job_id)["status"] == "completed"


def test_unknown_job_is_missing(connection: Connection) -> None:
    assert begin(connection, uuid.uuid4())["outcome"] == "missing"
    assert not end(connection, uuid.uuid4())
    assert not finish(connection, uuid.uuid4())


def test_an_attempt_whose_process_was_killed_ends_once(connection: Connection) -> None:
    job_id = enqueue(connection)
    begin(connection, job_id)
    close = 'select jobs.end_lost_attempt(%s, %s, 137, \'{"code": "killed"}\')'
    connection.execute(close, [job_id, STEP])
    assert not end(connection, job_id)
    assert attempts(connection, job_id) == [(STEP, 1, "failed")]
    assert begin(connection, job_id)["number"] == 2


def test_two_processes_that_begin_at_once_get_two_numbers(connection: Connection, connect: Connect) -> None:
    job_id = enqueue(connection)
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda one: begin(one, job_id)["number"], [connect() for _ in range(6)]))
    assert sorted(opened) == [1, 2, 3, 4, 5, 6]
    running = [number for _, number, status in attempts(connection, job_id) if status == "running"]
    assert running == [6]
