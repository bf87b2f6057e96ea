"""Due jobs are claimed by priority and time, each by one claimer only."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.schema.machine import Connect, Connection, claim, enqueue, value
from tests.support.waiting import until


def test_takes_the_due_jobs_by_priority_then_time(connection: Connection) -> None:
    def at(priority: int, seconds_ago: int) -> uuid.UUID:
        due = value(connection, "select now() - make_interval(secs => %s)", seconds_ago)
        return enqueue(connection, priority=priority, run_at=due)

    late_low, low, early, urgent, middle = at(-3, 9), at(-1, 99), at(0, 50), at(3, 1), at(0, 10)
    assert [row["id"] for row in claim(connection, 2)] == [urgent, early]
    assert [row["id"] for row in claim(connection, 5)] == [middle, low, late_low]


def test_same_moment_is_served_in_order_of_arrival(connection: Connection) -> None:
    due = value(connection, "select now()")
    ids = [enqueue(connection, run_at=due) for _ in range(100)]
    first_come = sorted(ids)
    assert [row["id"] for row in claim(connection, 30)] == first_come[:30]
    assert [row["id"] for row in claim(connection, 100)] == first_come[30:]


def test_job_of_the_future_waits(connection: Connection) -> None:
    later = enqueue(connection, run_at=value(connection, "select now() + interval '1 hour'"), priority=3)
    assert claim(connection) == []
    soon = enqueue(connection, run_at=value(connection, "select clock_timestamp() + interval '300 ms'"))
    assert [row["id"] for row in until(lambda: claim(connection))] == [soon]
    assert value(connection, "select run_at <= clock_timestamp() from jobs.job where id = %s", soon)
    assert claim(connection) == []
    connection.execute("update jobs.job set run_at = now() where id = %s", (later,))
    assert [row["id"] for row in claim(connection)] == [later]


def test_claimed_job_says_who_runs_it_and_until_when(connection: Connection) -> None:
    job_id = enqueue(connection)
    (row,) = claim(connection, owner=7)
    assert (row["status"], row["owner"], row["executor"]) == ("dispatched", 7, "local")
    assert row["workflow"] == f"news-analyzer-{job_id}"
    assert (row["deadline_at"] - row["dispatched_at"]).total_seconds() == pytest.approx(60, abs=1)
    assert claim(connection) == []


def test_job_without_a_budget_has_no_deadline(connection: Connection) -> None:
    enqueue(connection, pipeline="unheard-of")
    (row,) = claim(connection)
    assert row["deadline_at"] is None


def test_only_one_job_may_be_asked_for(connection: Connection) -> None:
    enqueue(connection, priority=3)
    wanted = enqueue(connection)
    assert [row["id"] for row in claim(connection, only_job=wanted)] == [wanted]
    assert claim(connection, only_job=wanted) == []


def test_rows_that_another_claimer_holds_are_skipped(connection: Connection, connect: Connect) -> None:
    ids = [enqueue(connection) for _ in range(5)]
    other = connect()
    with other.transaction():
        assert [row["id"] for row in claim(other, 2)] == ids[:2]
        assert [row["id"] for row in claim(connection, 9)] == ids[2:]


def test_claim_that_was_rolled_back_is_free_again(connection: Connection, connect: Connect) -> None:
    job_id = enqueue(connection)
    other = connect()
    with other.transaction(force_rollback=True):
        assert len(claim(other)) == 1
    assert [row["id"] for row in claim(connection)] == [job_id]


def test_many_claimers_take_every_job_once(connection: Connection, connect: Connect) -> None:
    connection.execute(
        "select jobs.enqueue('news-analyzer', '{}', priority => n %% 7 - 3) from generate_series(1, 600) n",
        (),
    )

    def work(owner: int) -> list[uuid.UUID]:
        mine, own = connect(), []
        while taken := claim(mine, 7, owner):
            own += [row["id"] for row in taken]
        return own

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(work, range(1, 5)))
    taken = [job_id for share in shares for job_id in share]
    assert len(taken) == len(set(taken)) == 600
    assert value(connection, "select count(*) from jobs.job where status = 'dispatched'") == 600
