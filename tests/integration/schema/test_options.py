"""Dispatchers and steps of the next release may call this schema, and those of the release before the next one."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from tests.integration.schema.machine import JOB, STEP, Connection, enqueue, job, rows, value

LATER = {"a_key_of_the_next_release": [1]}


def test_a_key_that_is_not_known_is_ignored(connection: Connection) -> None:
    job_id = enqueue(connection)
    budgets = Jsonb({"budgets": {JOB: 60}, **LATER})
    assert len(rows(connection, "select * from jobs.claim(1, 'local', 5, %s)", budgets)) == 1
    begun = "select outcome from jobs.begin_attempt(%s, %s, %s)"
    assert value(connection, begun, job_id, STEP, Jsonb({"host": "h", **LATER})) == "run"
    (adopted,) = rows(connection, "select * from jobs.adopt(2, 'local', 5, %s)", Jsonb(LATER))
    assert adopted["id"] == job_id
    assert value(connection, begun, job_id, STEP, Jsonb(LATER)) == "run"
    ended = Jsonb({"output": {}, "verdict": "completed", **LATER})
    assert value(connection, "select jobs.end_attempt(%s, %s, 2, 'completed', %s)", job_id, STEP, ended)
    assert job(connection, job_id)["status"] == "completed"


def test_no_options_and_empty_ones_are_the_same(connection: Connection) -> None:
    job_id = enqueue(connection)
    enqueue(connection)
    assert len(rows(connection, "select * from jobs.claim(1, 'local', 1)")) == 1
    assert len(rows(connection, "select * from jobs.claim(1, 'local', 1, null)")) == 1
    assert value(connection, "select outcome from jobs.begin_attempt(%s, %s)", job_id, STEP) == "run"
    nothing = Jsonb({"exit_code": None, "error": None, "log": None, "output": {}, "verdict": None})
    assert value(connection, "select jobs.end_attempt(%s, %s, 1, 'completed', %s)", job_id, STEP, nothing)
    (attempt,) = rows(connection, "select exit_code, error, log, host, pid from jobs.attempt")
    assert set(attempt.values()) == {None}
