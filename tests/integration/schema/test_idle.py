"""Time in which nobody could work on a job does not count; a step that loses its process again and again ends it."""

from __future__ import annotations

import json

import pytest

from tests.support.rows import Rows

ADOPT = "select * from jobs.adopt(%s, 'local', 10)"


def left(rows: Rows, job_id: str) -> float:
    query = "select extract(epoch from deadline_at - clock_timestamp())::float from jobs.job where id = %s"
    return float(rows.value(query, job_id))


def an_hour_passes(rows: Rows, job_id: str, owner: int) -> None:
    hour = "interval '1 hour'"
    rows.execute(f"update jobs.dispatcher set seen_at = seen_at - {hour} where id = %s", (owner,))
    rows.execute(
        f"update jobs.job set deadline_at = deadline_at - {hour}, dispatched_at = dispatched_at - {hour} where id = %s",
        (job_id,),
    )


def test_an_hour_without_any_dispatcher_is_given_back(rows: Rows) -> None:
    rows.execute("select jobs.beat(1)")
    job_id = rows.enqueue()
    rows.claim(owner=1)
    an_hour_passes(rows, job_id, 1)
    assert left(rows, job_id) < -3000
    (taken,) = rows.select(ADOPT, 2)
    assert taken["id"] == job_id
    assert left(rows, job_id) == pytest.approx(60, abs=10)
    assert taken["idle"].total_seconds() == pytest.approx(3600, abs=10)


def test_an_hour_in_which_its_dispatcher_stood_still_is_given_back(rows: Rows) -> None:
    rows.execute("select jobs.beat(1)")
    mine, other = rows.enqueue(), rows.enqueue()
    rows.claim(1, owner=1)
    rows.claim(1, owner=2)
    an_hour_passes(rows, mine, 1)
    rows.execute("select jobs.beat(1)")
    assert left(rows, mine) == pytest.approx(60, abs=10)
    assert left(rows, other) == pytest.approx(60, abs=10)
    rows.execute("select jobs.beat(1)")
    assert left(rows, mine) == pytest.approx(60, abs=10)


def test_the_time_of_a_final_job_is_left_as_it_is(rows: Rows) -> None:
    rows.execute("select jobs.beat(1)")
    job_id = rows.enqueue()
    rows.claim(owner=1)
    rows.execute("select jobs.finish(%s, 'failed')", (job_id,))
    before = rows.value("select deadline_at from jobs.job where id = %s", job_id)
    an_hour_passes(rows, job_id, 1)
    rows.execute("select jobs.beat(1)")
    after = rows.value("select deadline_at + interval '1 hour' from jobs.job where id = %s", job_id)
    assert after == before


def test_what_a_dispatcher_worked_is_not_given_back(rows: Rows) -> None:
    rows.execute("select jobs.beat(1)")
    job_id = rows.enqueue()
    rows.claim(owner=1)
    rows.execute("update jobs.job set dispatched_at = dispatched_at - interval '50 s',"
                 " deadline_at = deadline_at - interval '50 s'")  # fmt: skip
    rows.select(ADOPT, 2)
    assert left(rows, job_id) == pytest.approx(10, abs=5)


def test_what_hindered_the_next_attempt_is_given_back(rows: Rows) -> None:
    """A step that hung before its attempt began, under a dispatcher that lived and was killed then."""
    rows.execute("select jobs.beat(1)")
    job_id = rows.enqueue()
    rows.claim(owner=1)
    rows.execute("select jobs.begin_attempt(%s, 'validate-job')", (job_id,))
    rows.execute("update jobs.attempt set status = 'completed', finished_at = clock_timestamp() - interval '50 s',"
                 " started_at = clock_timestamp() - interval '55 s'")  # fmt: skip
    rows.execute("update jobs.job set dispatched_at = dispatched_at - interval '56 s',"
                 " deadline_at = deadline_at - interval '56 s'")  # fmt: skip
    rows.select(ADOPT, 2)
    assert left(rows, job_id) == pytest.approx(54, abs=4)


def test_work_that_was_lost_with_its_process_is_given_back_and_never_more_than_has_passed(rows: Rows) -> None:
    rows.execute("select jobs.beat(1)")
    job_id = rows.enqueue()
    rows.claim(owner=1)
    rows.execute("select jobs.begin_attempt(%s, 'validate-job')", (job_id,))
    rows.execute("update jobs.attempt set started_at = clock_timestamp() - interval '50 s'")
    rows.execute("update jobs.job set dispatched_at = dispatched_at - interval '56 s',"
                 " deadline_at = deadline_at - interval '56 s'")  # fmt: skip
    rows.select(ADOPT, 2)
    assert left(rows, job_id) == pytest.approx(54, abs=4)
    rows.execute("select jobs.give_back(%s, 3600)", (job_id,))
    assert left(rows, job_id) == pytest.approx(60, abs=4)


def test_dispatchers_that_are_gone_are_forgotten(rows: Rows) -> None:
    rows.execute("insert into jobs.dispatcher values (4001, now() - interval '2 hours'), (4002, now())")
    rows.execute("select jobs.beat(4003)")
    found = rows.select("select id from jobs.dispatcher where id > 4000 order by id")
    assert [row["id"] for row in found] == [4002, 4003]


def lose(rows: Rows, job_id: str, times: int) -> None:
    for owner in range(100, 100 + times):
        rows.select("select * from jobs.begin_attempt(%s, 'process-news-analyzer')", job_id)
        rows.select(ADOPT, owner)


def test_a_process_may_be_lost_nine_times(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.claim(owner=1)
    lose(rows, job_id, 9)
    assert rows.job(job_id)["status"] == "running"


def test_an_attempt_that_lacked_what_every_job_runs_on_is_no_lost_process(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.claim(owner=1)
    lacked = json.dumps({"error": {"code": "disk_full", "message": "", "retryable": True}})
    for number in range(1, 13):
        rows.select("select * from jobs.begin_attempt(%s, 'process-news-analyzer')", job_id)
        rows.select(
            "select jobs.end_attempt(%s, 'process-news-analyzer', %s, 'lost', %s)", job_id, number, lacked
        )
    assert len(rows.select(ADOPT, 2)) == 1
    assert rows.job(job_id)["status"] == "running"


def test_the_tenth_time_ends_the_job(rows: Rows) -> None:
    job_id, other = rows.enqueue(), rows.enqueue()
    rows.claim(owner=1)
    lose(rows, job_id, 10)
    job = rows.job(job_id)
    assert (job["status"], job["error"]["code"], job["error"]["retryable"]) == ("failed", "lost_again", False)
    assert rows.job(other)["status"] == "dispatched"
    assert rows.job(other)["generation"] == 10
