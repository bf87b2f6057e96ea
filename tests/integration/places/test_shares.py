"""Who takes what: each dispatcher the pipelines that run where it serves, whatever else is queued."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.integration.limits.conftest import concurrent
from tests.integration.places.conftest import PODS, TAKES_PODS, TAKES_WARM, WARM, Places
from tests.support.rows import PROCESS


def test_each_takes_the_pipelines_that_run_where_it_serves(places: Places) -> None:
    warm, pods = places.enqueue(pipeline=WARM), places.enqueue(pipeline=PODS)
    assert places.takes(**TAKES_WARM) == [warm]
    assert places.takes(executor="argo", **TAKES_PODS) == [pods]
    assert places.takes(**TAKES_WARM) == places.takes(executor="argo", **TAKES_PODS) == []


def test_who_serves_everything_takes_everything(places: Places) -> None:
    jobs = [places.enqueue(pipeline=WARM), places.enqueue(pipeline=PODS)]
    assert places.takes() == jobs


def test_a_word_set_at_run_time_holds_for_what_is_queued_and_nothing_that_is_at_work(places: Places) -> None:
    at_work = places.enqueue(pipeline=WARM)
    places.takes(**TAKES_WARM)
    queued = places.enqueue(pipeline=WARM)
    places.set_runs(WARM, "pod")
    assert places.takes(**TAKES_WARM) == []
    assert places.takes(executor="argo", **TAKES_PODS) == [queued]
    assert places.value("select executor from jobs.job where id = %s", at_work) == "warm"
    acts = places.select(
        "select subject, details from jobs.audit where act = 'runs_set' order by id desc limit 1"
    )
    assert acts == [{"subject": WARM, "details": {"before": "warm", "runs": "pod", "why": "a test"}}]


def test_a_deploy_leaves_what_people_set_and_clearing_it_brings_the_declared_word_back(
    places: Places,
) -> None:
    places.declare(pipeline=WARM, runs="pod")
    assert places.value("select jobs.runs(%s)", WARM) == "warm"
    assert places.value("select jobs.clear_runs(%s, '{}')", WARM)
    assert places.value("select jobs.runs(%s)", WARM) == "pod"
    assert not places.value("select jobs.clear_runs(%s, '{}')", WARM)


@pytest.mark.parametrize("named", [[WARM], [PODS]])
def test_a_dispatcher_that_was_told_some_pipelines_takes_of_them_what_runs_warm(
    places: Places, named: list[str]
) -> None:
    warm, _ = places.enqueue(pipeline=WARM), places.enqueue(pipeline=PODS)
    assert places.takes(**TAKES_WARM, pipelines=named) == [warm] * (named == [WARM])


def test_priorities_and_times_hold_across_the_pipelines_that_one_takes(places: Places) -> None:
    places.set_runs(PODS, "warm")
    last, second = places.enqueue(pipeline=WARM), places.enqueue(pipeline=PODS, priority=1)
    first = places.enqueue(pipeline=WARM, priority=3)
    assert places.takes(1, **TAKES_WARM) == [first]
    assert places.takes(**TAKES_WARM) == [second, last]


def test_a_job_of_a_pipeline_that_nobody_knows_goes_to_whoever_serves_pods(places: Places) -> None:
    job = places.enqueue(pipeline="passing")
    places.execute("delete from jobs.pipeline where name = 'passing'")
    assert places.takes(**TAKES_WARM) == []
    assert places.takes(executor="argo", **TAKES_PODS) == [job]


def test_limits_bound_both_places_together_and_each_looks_at_its_own_lanes(places: Places) -> None:
    places.declare(concurrent(2, name="shared"))
    places.execute("update jobs.pipeline set limits = '{shared}'")
    warm = [places.enqueue(pipeline=WARM) for _ in range(3)]
    pods = [places.enqueue(pipeline=PODS) for _ in range(3)]
    assert places.takes(1, **TAKES_WARM) == warm[:1]
    assert places.takes(executor="argo", **TAKES_PODS) == pods[:1]
    assert places.takes(**TAKES_WARM) == []
    places.finish(pods[0])
    assert places.takes(**TAKES_WARM) == [warm[1]]


def test_a_free_job_beside_limited_ones_of_another_place_is_taken(places: Places) -> None:
    places.declare(concurrent(1), pipeline=PODS)
    for _ in range(3):
        places.enqueue(pipeline=PODS)
    warm = places.enqueue(pipeline=WARM)
    assert places.takes(**TAKES_WARM) == [warm]
    assert places.select("select count(*) as jobs from jobs.arrival") == [{"jobs": 3}]


def test_nobody_is_woken_for_what_others_wait_for(places: Places) -> None:
    places.declare(concurrent(1), pipeline=PODS)
    places.enqueue(pipeline=PODS)
    assert places.value('select jobs.next_look(\'{"serves": ["warm"]}\')') is None
    assert places.value('select jobs.next_look(\'{"serves": ["pods"]}\')') <= 0


def test_orphans_of_a_warm_process_go_on_where_their_pipeline_runs_now(places: Places) -> None:
    job = places.enqueue(pipeline=WARM)
    places.takes(owner=7, **TAKES_WARM)
    places.begin(job)
    assert places.adopt(8, **TAKES_PODS) == []
    [taken] = places.adopt(8, **TAKES_WARM)
    assert (taken["id"], taken["generation"], taken["executor"]) == (job, 1, "warm")
    places.set_runs(WARM, "pods")
    [taken] = places.adopt(9, **TAKES_PODS)
    assert (taken["id"], taken["generation"]) == (job, 2)


def test_a_job_that_is_let_go_is_taken_over_and_no_attempt_counts(places: Places) -> None:
    job = places.enqueue(pipeline=WARM)
    places.hold(7)
    places.takes(owner=7, **TAKES_WARM)
    for owner in range(7, 20):  # more often than a job may lose its process
        places.hold(owner)
        places.begin(job)
        assert places.value("select jobs.let_go(%s, %s)", job, owner)
        assert not places.value("select jobs.let_go(%s, %s)", job, owner)
        [taken] = places.adopt(owner + 1, **TAKES_WARM)
        assert taken["id"] == job
    errors = places.select(
        "select distinct status, error ->> 'code' as code from jobs.attempt where job_id = %s", job
    )
    assert errors == [{"status": "lost", "code": "handed_over"}]
    places.execute("select pg_advisory_unlock_all()")


def test_a_job_moves_to_pods_only_where_somebody_alive_serves_them(places: Places) -> None:
    job = places.enqueue(pipeline=WARM)
    places.hold(7)
    places.adopt(7, **TAKES_WARM, about=TAKES_WARM)
    places.takes(owner=7, **TAKES_WARM)
    places.begin(job)
    move = '{"runs": "pods", "code": "out_of_memory", "message": "OOMKilled"}'
    assert not places.value("select jobs.let_go(%s, 7, %s)", job, move)
    assert places.attempts(job) == [(PROCESS, 1, "running")]
    places.hold(8)
    places.adopt(8, **TAKES_PODS, about=TAKES_PODS)
    assert places.value("select jobs.let_go(%s, 7, %s)", job, move)
    assert places.adopt(7, **TAKES_WARM) == []
    [taken] = places.adopt(8, **TAKES_PODS)
    assert (taken["id"], taken["moved"]["code"]) == (job, "out_of_memory")
    places.execute("select pg_advisory_unlock_all()")


def test_what_waits_for_others_costs_nothing(places: Places) -> None:
    places.execute(
        "insert into jobs.event (id, name, data, ts) select 'e' || i, 'jobs/invoice-processor.requested', '{}', now()"
        " from generate_series(1, 30000) i"
    )
    places.execute(
        "insert into jobs.job (id, pipeline, event_id, run_at) select jobs.new_id(), %s, id, now() from jobs.event",
        [PODS],
    )
    places.execute("analyze jobs.job")
    job = places.enqueue(pipeline=WARM)
    [(plan,)] = places.execute(
        "explain (analyze, buffers, format json) select * from jobs.due_of(%s, 10, clock_timestamp())",
        [[WARM]],
    ).fetchall()
    assert plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"] < 1000
    assert places.takes(**TAKES_WARM) == [job]


def test_a_job_that_was_due_in_the_year_1_is_a_long_wait_and_no_error(places: Places) -> None:
    """What KEDA asks: it takes an error for no answer, and scales nothing."""
    places.enqueue(pipeline=WARM, run_at="0001-01-02 00:00:00+00")
    assert places.value("select jobs.longest_wait('warm')") == 2**31 - 1
    assert places.value("select jobs.longest_wait('pods')") == 0


@pytest.mark.parametrize("bounded", [False, True])
def test_a_job_that_somebody_holds_keeps_back_none_behind_it(places: Places, *, bounded: bool) -> None:
    """Such as an open transaction that changes its row."""
    held, free = places.enqueue(pipeline=WARM), places.enqueue(pipeline=WARM)
    if bounded:
        places.declare(concurrent(1, name="other"), pipeline=PODS)
        places.enqueue(pipeline=PODS)
    with psycopg.connect(places.url) as other:
        other.execute("update jobs.job set priority = priority where id = %s", [held])
        assert places.takes(places=1, **TAKES_WARM) == [free]
    assert places.takes(places=1, **TAKES_WARM) == [held]


@pytest.mark.parametrize(
    "odd",
    [
        "generation = 2147483647",
        "dispatched_at = '-infinity'",
        "idle = '170000000 years'",
        "deadline_at = '294276-12-31', idle = '-1000 years'",
        "moved = '{}'",
        "moved = '5'",
        """moved = '{"runs": "nowhere"}'""",
        """moved = '{"runs": ["pods"]}'""",
    ],
)
def test_an_odd_row_is_taken_over_like_any_other_and_hinders_none(places: Places, odd: str) -> None:
    jobs = [places.enqueue(pipeline=WARM) for _ in range(2)]
    assert places.takes(owner=7, **TAKES_WARM) == jobs
    places.execute("update jobs.job set dispatched_at = dispatched_at - interval '1 min'")
    places.execute(f"update jobs.job set {odd} where id = %s", [jobs[0]])
    places.execute("insert into jobs.dispatcher (id, seen_at) values (7, now() - interval '30 s')")
    taken = places.select("select id from jobs.adopt(8, 'warm', 10, %s)", Jsonb(TAKES_WARM))
    assert sorted(row["id"] for row in taken) == jobs
    idle = places.value("select extract(epoch from idle) from jobs.job where id = %s", jobs[1])
    assert idle >= 30
