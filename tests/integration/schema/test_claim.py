"""Due jobs are claimed by priority and time, each by one claimer only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.schema.conftest import Connect
from tests.support.rows import Rows
from tests.support.waiting import until


def test_takes_the_due_jobs_by_priority_then_time(rows: Rows) -> None:
    def at(priority: int, seconds_ago: int) -> str:
        due = rows.value("select now() - make_interval(secs => %s)", seconds_ago)
        return rows.enqueue(priority=priority, run_at=due)

    late_low, low, early, urgent, middle = at(-3, 9), at(-1, 99), at(0, 50), at(3, 1), at(0, 10)
    assert [row["id"] for row in rows.claim(2)] == [urgent, early]
    assert [row["id"] for row in rows.claim(5)] == [middle, low, late_low]


def test_same_moment_is_served_in_order_of_arrival(rows: Rows) -> None:
    due = rows.value("select now()")
    ids = [rows.enqueue(run_at=due) for _ in range(100)]
    first_come = sorted(ids)
    assert [row["id"] for row in rows.claim(30)] == first_come[:30]
    assert [row["id"] for row in rows.claim(100)] == first_come[30:]


def test_job_of_the_future_waits(rows: Rows) -> None:
    later = rows.enqueue(run_at=rows.value("select now() + interval '1 hour'"), priority=3)
    assert rows.claim() == []
    soon = rows.enqueue(run_at=rows.value("select clock_timestamp() + interval '300 ms'"))
    assert [row["id"] for row in until(lambda: rows.claim())] == [soon]
    assert rows.value("select run_at <= clock_timestamp() from jobs.job where id = %s", soon)
    assert rows.claim() == []
    rows.execute("update jobs.job set run_at = now() where id = %s", (later,))
    assert [row["id"] for row in rows.claim()] == [later]


def test_claimed_job_says_who_runs_it_and_until_when(rows: Rows) -> None:
    job_id = rows.enqueue()
    (row,) = rows.claim(owner=7)
    assert (row["status"], row["owner"], row["executor"]) == ("dispatched", 7, "local")
    assert row["workflow"] == f"news-analyzer-{job_id}"
    assert (row["deadline_at"] - row["dispatched_at"]).total_seconds() == pytest.approx(60, abs=1)
    assert rows.claim() == []


def test_job_without_a_budget_has_no_deadline(rows: Rows) -> None:
    rows.enqueue(pipeline="unheard-of")
    (row,) = rows.claim()
    assert row["deadline_at"] is None


def test_only_one_job_may_be_asked_for(rows: Rows) -> None:
    rows.enqueue(priority=3)
    wanted = rows.enqueue()
    assert [row["id"] for row in rows.claim(only_job=wanted)] == [wanted]
    assert rows.claim(only_job=wanted) == []


def test_rows_that_another_claimer_holds_are_skipped(rows: Rows, connect: Connect) -> None:
    ids = [rows.enqueue() for _ in range(5)]
    other = connect()
    with other.connection.transaction():
        assert [row["id"] for row in other.claim(2)] == ids[:2]
        assert [row["id"] for row in rows.claim(9)] == ids[2:]


def test_claim_that_was_rolled_back_is_free_again(rows: Rows, connect: Connect) -> None:
    job_id = rows.enqueue()
    other = connect()
    with other.connection.transaction(force_rollback=True):
        assert len(other.claim()) == 1
    assert [row["id"] for row in rows.claim()] == [job_id]


def test_many_claimers_take_every_job_once(rows: Rows, connect: Connect) -> None:
    rows.execute(
        "select jobs.enqueue('news-analyzer', '{}', priority => n %% 7 - 3) from generate_series(1, 600) n",
        (),
    )

    def work(owner: int) -> list[str]:
        mine, own = connect(), []
        while taken := mine.claim(7, owner):
            own += [row["id"] for row in taken]
        return own

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(work, range(1, 5)))
    taken = [job_id for share in shares for job_id in share]
    assert len(taken) == len(set(taken)) == 600
    assert rows.value("select count(*) from jobs.job where status = 'dispatched'") == 600
