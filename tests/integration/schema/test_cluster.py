"""Jobs on a cluster: whose word counts, how many live at once, and what may be written from outside their steps."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg.types.json import Jsonb

from tests.integration.schema.machine import (
    JOB,
    STEP,
    Connect,
    Connection,
    Row,
    attempts,
    begin,
    enqueue,
    finish,
    job,
    rows,
    value,
)


def claim(
    connection: Connection, places: int = 10, limit: int | None = 3, executor: str = "argo"
) -> list[Row]:
    options = Jsonb({"budgets": {JOB: 60}, "live_limit": limit})
    return rows(connection, "select * from jobs.claim(1, %s, %s, %s)", executor, places, options)


def fill(connection: Connection, count: int) -> list[uuid.UUID]:
    return [enqueue(connection) for _ in range(count)]


def test_no_more_live_than_the_limit(connection: Connection) -> None:
    ids = fill(connection, 6)
    assert [row["id"] for row in claim(connection)] == ids[:3]
    assert claim(connection) == []
    begin(connection, ids[0])
    assert claim(connection, executor="kubernetes") == []
    assert len(claim(connection, limit=4)) == 1
    assert len(claim(connection, limit=None)) == 2


def test_what_runs_on_a_laptop_does_not_count(connection: Connection) -> None:
    fill(connection, 9)
    assert len(claim(connection, 5, None, "local")) == 5
    assert len(claim(connection)) == 3


def test_a_finished_job_holds_its_place_until_its_workflow_has_ended(connection: Connection) -> None:
    ids = fill(connection, 5)
    claim(connection)
    finish(connection, ids[0])
    assert claim(connection) == []
    connection.execute("select jobs.workflow_ended(%s, %s)", [ids[0], f"{JOB}-{ids[0]}"])
    assert [row["id"] for row in claim(connection)] == [ids[3]]


def test_a_place_is_free_after_half_a_minute_though_nobody_saw_the_end(connection: Connection) -> None:
    ids = fill(connection, 4)
    claim(connection)
    finish(connection, ids[1])
    connection.execute("update jobs.job set finished_at = now() - interval '31 s' where id = %s", [ids[1]])
    assert [row["id"] for row in claim(connection)] == [ids[3]]


def test_the_end_of_another_workflow_or_of_a_live_job_frees_nothing(connection: Connection) -> None:
    [one] = fill(connection, 1)
    claim(connection)
    connection.execute("select jobs.workflow_ended(%s, %s)", [one, f"{JOB}-{one}"])
    finish(connection, one)
    connection.execute("select jobs.workflow_ended(%s, 'another')", [one])
    assert job(connection, one)["workflow_ended_at"] is None


def test_many_dispatchers_never_pass_the_limit_together(connection: Connection, connect: Connect) -> None:
    fill(connection, 60)

    def work(_: int) -> int:
        mine = connect()
        return sum(len(claim(mine, 7, 20)) for _ in range(8))

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(work, range(4)))
    assert sum(taken) == 20
    assert value(connection, "select count(*) from jobs.job where status = 'dispatched'") == 20


def test_a_queued_job_belongs_to_the_workflow_that_begins_it(connection: Connection) -> None:
    [one] = fill(connection, 1)
    assert begin(connection, one, "validate-job", "by-hand-x7")["outcome"] == "run"
    row = job(connection, one)
    assert (row["status"], row["workflow"], row["executor"]) == ("running", "by-hand-x7", "argo")
    assert claim(connection) == []
    assert begin(connection, one, STEP, f"{JOB}-{one}")["outcome"] == "taken"
    assert begin(connection, one, STEP, "by-hand-x7")["outcome"] == "run"
    assert begin(connection, one, STEP)["outcome"] == "run"  # a step by hand, outside any workflow


def test_a_dispatched_job_refuses_any_other_workflow(connection: Connection) -> None:
    [one] = fill(connection, 1)
    claim(connection)
    assert begin(connection, one, STEP, "by-hand-x7")["outcome"] == "taken"
    assert attempts(connection, one) == []
    assert job(connection, one)["status"] == "dispatched"
    assert begin(connection, one, STEP, f"{JOB}-{one}")["outcome"] == "run"


def test_a_laptops_orphan_goes_on_where_jobs_run_now(connection: Connection) -> None:
    [one] = fill(connection, 1)
    claim(connection, executor="local")
    begin(connection, one)
    (taken,) = rows(connection, "select * from jobs.adopt(7, 'argo', 10, '{\"live_limit\": 3}')")
    assert (taken["executor"], taken["owner"], taken["workflow"]) == ("argo", 7, f"{JOB}-{one}-1")
    assert attempts(connection, one) == [(STEP, 1, "lost")]


def test_a_step_by_hand_leaves_the_job_to_whoever_comes_a_minute_later(connection: Connection) -> None:
    [one] = fill(connection, 1)
    begin(connection, one)
    connection.execute("update jobs.job set started_at = now() - interval '61 s'")
    assert rows(connection, "select * from jobs.adopt(7, 'local', 10)") == []  # its attempt still runs
    connection.execute("select jobs.end_lost_attempt(%s, %s, 1, null)", [one, STEP])
    (taken,) = rows(connection, "select * from jobs.adopt(7, 'local', 10)")
    assert (taken["executor"], taken["generation"]) == ("local", 1)


@pytest.fixture
def live(connection: Connection) -> tuple[uuid.UUID, str]:
    """A job that runs in its own Workflow, and that Workflow's name."""
    [one] = fill(connection, 1)
    [claimed] = claim(connection)
    begin(connection, one, STEP, claimed["workflow"])
    return one, claimed["workflow"]


def test_only_its_own_workflow_settles_a_job(connection: Connection, live: tuple[uuid.UUID, str]) -> None:
    one, workflow = live
    settle = "select jobs.settle(%s, %s, 'failed', %s)"
    error = Jsonb({"code": "workflow_deleted"})
    assert not value(connection, settle, one, "another", error)
    assert value(connection, settle, one, workflow, error)
    assert not value(connection, settle, one, workflow, error)
    assert job(connection, one)["error"] == {"code": "workflow_deleted"}
    assert attempts(connection, one) == [(STEP, 1, "lost")]


def test_a_new_generation_shuts_the_former_out(connection: Connection, live: tuple[uuid.UUID, str]) -> None:
    one, workflow = live
    fresh = value(connection, "select jobs.start_anew(%s, %s, 60)", one, workflow)
    assert fresh == f"{workflow}-1"
    assert value(connection, "select jobs.start_anew(%s, %s, 60)", one, workflow) is None
    assert begin(connection, one, STEP, workflow)["outcome"] == "taken"
    assert begin(connection, one, STEP, fresh)["number"] == 2
    assert attempts(connection, one) == [(STEP, 1, "lost"), (STEP, 2, "running")]


def test_a_final_job_starts_nothing_and_goes_to_nobody(
    connection: Connection, live: tuple[uuid.UUID, str]
) -> None:
    one, workflow = live
    finish(connection, one, "cancelled")
    before = job(connection, one)
    assert value(connection, "select jobs.start_anew(%s, %s, 60)", one, workflow) is None
    assert not value(connection, "select jobs.trigger_again(%s, %s, 60)", one, workflow)
    assert not value(connection, "select jobs.hand_over(%s, %s, 'x', now())", one, workflow)
    assert job(connection, one) == before


def test_the_attempt_of_a_failed_pod_gets_its_exit_code_and_error(
    connection: Connection, live: tuple[uuid.UUID, str]
) -> None:
    one, _ = live
    close = "select jobs.end_attempt_of_pod(%s, %s, 137, %s)"
    error = Jsonb({"code": "out_of_memory"})
    assert not value(connection, close, one, "another-pod", error)
    assert value(connection, close, one, "host", error)
    assert not value(connection, close, one, "host", error)
    [row] = rows(connection, "select status, exit_code, error from jobs.attempt")
    assert row == {"status": "failed", "exit_code": 137, "error": {"code": "out_of_memory"}}


def test_what_was_only_known_to_be_lost_is_told_later(
    connection: Connection, live: tuple[uuid.UUID, str]
) -> None:
    one, workflow = live
    begin(connection, one, STEP, workflow)  # the next attempt, on the same host here
    assert value(connection, "select jobs.end_attempt_of_pod(%s, 'host', 137, null)", one)
    assert attempts(connection, one) == [(STEP, 1, "failed"), (STEP, 2, "failed")]


def test_a_workflow_by_hand_takes_a_queued_job(connection: Connection) -> None:
    [one] = fill(connection, 1)
    assert value(connection, "select jobs.hand_over(%s, null, 'by-hand', now())", one)
    row = job(connection, one)
    assert (row["status"], row["workflow"], row["executor"]) == ("dispatched", "by-hand", "argo")
    assert row["deadline_at"] is not None
    assert claim(connection) == []
