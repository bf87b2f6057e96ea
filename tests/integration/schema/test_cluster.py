"""Jobs on a cluster: whose word counts, how many live at once, and what may be written from outside their steps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg.types.json import Jsonb

from tests.integration.schema.conftest import Connect
from tests.support.rows import JOB, PROCESS, Row, Rows


def claim(rows: Rows, places: int = 10, limit: int | None = 3, executor: str = "argo") -> list[Row]:
    return rows.claim(places, executor=executor, live_limit=limit)


def fill(rows: Rows, count: int) -> list[str]:
    return [rows.enqueue() for _ in range(count)]


def test_no_more_live_than_the_limit(rows: Rows) -> None:
    ids = fill(rows, 6)
    assert [row["id"] for row in claim(rows)] == ids[:3]
    assert claim(rows) == []
    rows.begin(ids[0])
    assert claim(rows, executor="kubernetes") == []
    assert len(claim(rows, limit=4)) == 1
    assert len(claim(rows, limit=None)) == 2


def test_what_runs_without_a_cluster_does_not_count(rows: Rows) -> None:
    fill(rows, 9)
    assert len(claim(rows, 5, None, "local")) == 5
    assert len(claim(rows)) == 3


def test_a_finished_job_holds_its_place_until_its_workflow_has_ended(rows: Rows) -> None:
    ids = fill(rows, 5)
    claim(rows)
    rows.finish(ids[0])
    assert claim(rows) == []
    rows.execute("select jobs.workflow_ended(%s, %s)", [ids[0], f"{JOB}-{ids[0]}"])
    assert [row["id"] for row in claim(rows)] == [ids[3]]


def test_a_place_is_free_after_half_a_minute_though_nobody_saw_the_end(rows: Rows) -> None:
    ids = fill(rows, 4)
    claim(rows)
    rows.finish(ids[1])
    rows.execute("update jobs.job set finished_at = now() - interval '31 s' where id = %s", [ids[1]])
    assert [row["id"] for row in claim(rows)] == [ids[3]]


def test_the_end_of_another_workflow_or_of_a_live_job_frees_nothing(rows: Rows) -> None:
    [one] = fill(rows, 1)
    claim(rows)
    rows.execute("select jobs.workflow_ended(%s, %s)", [one, f"{JOB}-{one}"])
    rows.finish(one)
    rows.execute("select jobs.workflow_ended(%s, 'another')", [one])
    assert rows.job(one)["workflow_ended_at"] is None


def test_many_dispatchers_never_pass_the_limit_together(rows: Rows, connect: Connect) -> None:
    fill(rows, 60)

    def work(_: int) -> int:
        mine = connect()
        return sum(len(claim(mine, 7, 20)) for _ in range(8))

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(work, range(4)))
    assert sum(taken) == 20
    assert rows.value("select count(*) from jobs.job where status = 'dispatched'") == 20


def test_a_queued_job_belongs_to_the_workflow_that_begins_it(rows: Rows) -> None:
    [one] = fill(rows, 1)
    assert rows.begin(one, "validate-job", "by-hand-x7")["outcome"] == "run"
    row = rows.job(one)
    assert (row["status"], row["workflow"], row["executor"]) == ("running", "by-hand-x7", "argo")
    assert claim(rows) == []
    assert rows.begin(one, PROCESS, f"{JOB}-{one}")["outcome"] == "taken"
    assert rows.begin(one, PROCESS, "by-hand-x7")["outcome"] == "run"
    assert rows.begin(one, PROCESS)["outcome"] == "run"  # a step by hand, outside any workflow


def test_a_dispatched_job_refuses_any_other_workflow(rows: Rows) -> None:
    [one] = fill(rows, 1)
    claim(rows)
    assert rows.begin(one, PROCESS, "by-hand-x7")["outcome"] == "taken"
    assert rows.attempts(one) == []
    assert rows.job(one)["status"] == "dispatched"
    assert rows.begin(one, PROCESS, f"{JOB}-{one}")["outcome"] == "run"


def test_an_orphan_of_the_local_stack_goes_on_where_jobs_run_now(rows: Rows) -> None:
    [one] = fill(rows, 1)
    claim(rows, executor="local")
    rows.begin(one)
    (taken,) = rows.select("select * from jobs.adopt(7, 'argo', 10, '{\"live_limit\": 3}')")
    assert (taken["executor"], taken["owner"], taken["workflow"]) == ("argo", 7, f"{JOB}-{one}-1")
    assert rows.attempts(one) == [(PROCESS, 1, "lost")]


def test_a_step_by_hand_leaves_the_job_to_whoever_comes_a_minute_later(rows: Rows) -> None:
    [one] = fill(rows, 1)
    rows.begin(one)
    rows.execute("update jobs.job set started_at = now() - interval '61 s'")
    assert rows.select("select * from jobs.adopt(7, 'local', 10)") == []  # its attempt still runs
    rows.execute("select jobs.end_lost_attempt(%s, %s, 1, null)", [one, PROCESS])
    (taken,) = rows.select("select * from jobs.adopt(7, 'local', 10)")
    assert (taken["executor"], taken["generation"]) == ("local", 1)


@pytest.fixture
def live(rows: Rows) -> tuple[str, str]:
    """A job that runs in its own Workflow, and that Workflow's name."""
    [one] = fill(rows, 1)
    [claimed] = claim(rows)
    rows.begin(one, PROCESS, claimed["workflow"])
    return one, claimed["workflow"]


def test_only_its_own_workflow_settles_a_job(rows: Rows, live: tuple[str, str]) -> None:
    one, workflow = live
    settle = "select jobs.settle(%s, %s, 'failed', %s)"
    error = Jsonb({"code": "workflow_deleted"})
    assert not rows.value(settle, one, "another", error)
    assert rows.value(settle, one, workflow, error)
    assert not rows.value(settle, one, workflow, error)
    assert rows.job(one)["error"] == {"code": "workflow_deleted"}
    assert rows.attempts(one) == [(PROCESS, 1, "lost")]


def test_a_new_generation_shuts_the_former_out(rows: Rows, live: tuple[str, str]) -> None:
    one, workflow = live
    fresh = rows.value("select jobs.start_anew(%s, %s, 60)", one, workflow)
    assert fresh == f"{workflow}-1"
    assert rows.value("select jobs.start_anew(%s, %s, 60)", one, workflow) is None
    assert rows.begin(one, PROCESS, workflow)["outcome"] == "taken"
    assert rows.begin(one, PROCESS, fresh)["number"] == 2
    assert rows.attempts(one) == [(PROCESS, 1, "lost"), (PROCESS, 2, "running")]


def test_a_final_job_starts_nothing_and_goes_to_nobody(rows: Rows, live: tuple[str, str]) -> None:
    one, workflow = live
    rows.finish(one, "cancelled")
    before = rows.job(one)
    assert rows.value("select jobs.start_anew(%s, %s, 60)", one, workflow) is None
    assert not rows.value("select jobs.trigger_again(%s, %s, 60)", one, workflow)
    assert not rows.value("select jobs.hand_over(%s, %s, 'x', now())", one, workflow)
    assert rows.job(one) == before


def test_the_attempt_of_a_failed_pod_gets_its_exit_code_and_error(rows: Rows, live: tuple[str, str]) -> None:
    one, _ = live
    close = "select jobs.end_attempt_of_pod(%s, %s, 137, %s)"
    error = Jsonb({"code": "out_of_memory"})
    assert not rows.value(close, one, "another-pod", error)
    assert rows.value(close, one, "host", error)
    assert not rows.value(close, one, "host", error)
    [row] = rows.select("select status, exit_code, error from jobs.attempt")
    assert row == {"status": "failed", "exit_code": 137, "error": {"code": "out_of_memory"}}


def test_what_was_only_known_to_be_lost_is_told_later(rows: Rows, live: tuple[str, str]) -> None:
    one, workflow = live
    rows.begin(one, PROCESS, workflow)  # the next attempt, on the same host here
    assert rows.value("select jobs.end_attempt_of_pod(%s, 'host', 137, null)", one)
    assert rows.attempts(one) == [(PROCESS, 1, "failed"), (PROCESS, 2, "failed")]


def test_a_workflow_by_hand_takes_a_queued_job(rows: Rows) -> None:
    [one] = fill(rows, 1)
    assert rows.value("select jobs.hand_over(%s, null, 'by-hand', now())", one)
    row = rows.job(one)
    assert (row["status"], row["workflow"], row["executor"]) == ("dispatched", "by-hand", "argo")
    assert row["deadline_at"] is not None
    assert claim(rows) == []
