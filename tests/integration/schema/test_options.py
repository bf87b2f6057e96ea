"""Dispatchers and steps of the next release may call this schema, and those of the release before the next one."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from tests.support.rows import JOB, PROCESS, Rows

LATER = {"a_key_of_the_next_release": [1]}


def test_a_key_that_is_not_known_is_ignored(rows: Rows) -> None:
    job_id = rows.enqueue()
    budgets = Jsonb({"budgets": {JOB: 60}, **LATER})
    assert len(rows.select("select * from jobs.claim(1, 'local', 5, %s)", budgets)) == 1
    begun = "select outcome from jobs.begin_attempt(%s, %s, %s)"
    assert rows.value(begun, job_id, PROCESS, Jsonb({"host": "h", **LATER})) == "run"
    (adopted,) = rows.select("select * from jobs.adopt(2, 'local', 5, %s)", Jsonb(LATER))
    assert adopted["id"] == job_id
    assert rows.value(begun, job_id, PROCESS, Jsonb(LATER)) == "run"
    ended = Jsonb({"output": {}, "verdict": "completed", **LATER})
    assert rows.value("select jobs.end_attempt(%s, %s, 2, 'completed', %s)", job_id, PROCESS, ended)
    assert rows.job(job_id)["status"] == "completed"


def test_no_options_and_empty_ones_are_the_same(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.enqueue()
    assert len(rows.select("select * from jobs.claim(1, 'local', 1)")) == 1
    assert len(rows.select("select * from jobs.claim(1, 'local', 1, null)")) == 1
    assert rows.value("select outcome from jobs.begin_attempt(%s, %s)", job_id, PROCESS) == "run"
    nothing = Jsonb({"exit_code": None, "error": None, "log": None, "output": {}, "verdict": None})
    assert rows.value("select jobs.end_attempt(%s, %s, 1, 'completed', %s)", job_id, PROCESS, nothing)
    (attempt,) = rows.select("select exit_code, error, log, host, pid from jobs.attempt")
    assert set(attempt.values()) == {None}
