"""What is told of a queued job: the gate that is named has no room, and no estimate is sooner than what happens."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipelines.operations.explain.explanation import Explanation, explain
from pipelines.operations.jobs import find_job
from tests.integration.limits.conftest import Limited, concurrent

TENANT = ["tenant"]


@pytest.fixture
def waiting(limited: Limited) -> Limited:
    """With a dispatcher that is alive."""
    limited.hold(1)
    return limited


def of(limited: Limited, job_id: str) -> Explanation:
    found = explain(limited.connection, job_id)
    assert found is not None
    return found


def ended(limited: Limited, job_id: str, seconds: float) -> None:
    """It was at work for so long."""
    limited.execute(
        "update jobs.job set dispatched_at = clock_timestamp() - make_interval(secs => %s) where id = %s",
        [seconds, job_id],
    )
    limited.finish(job_id)


def test_a_full_limit_is_named_with_what_is_before_and_about_how_long(waiting: Limited) -> None:
    waiting.declare(concurrent(2, "customer", TENANT))
    jobs = [waiting.send("42") for _ in range(7)]
    for job_id in waiting.taken():
        ended(waiting, job_id, 20)
    waiting.taken()
    found = of(waiting, jobs[-1])
    assert found.waiting == ["It waits behind customer=42: 2 of 2 at work, two before it, about 40.0 s."]
    [held] = found.limits.held_by
    assert (held.gate, held.n, held.held, held.before) == ("customer=42", 2, 2, 2)
    assert of(waiting, jobs[4]).waiting[0].endswith("it is next, about 20.0 s.")
    assert "waits" not in " ".join(of(waiting, jobs[0]).waiting)


def test_no_estimate_is_made_where_nothing_says_how_long_jobs_take(waiting: Limited) -> None:
    waiting.declare(concurrent(1, "customer", TENANT))
    jobs = [waiting.send("42") for _ in range(2)]
    waiting.taken()
    assert of(waiting, jobs[1]).waiting == ["It waits behind customer=42: 1 of 1 at work, it is next."]


def test_a_pause_is_told_with_who_until_when_and_why(waiting: Limited) -> None:
    job_id = waiting.send()
    options = '{"who": "ann", "why": "incident", "until": "2099-01-31T14:00:00Z"}'
    waiting.execute("select jobs.pause_gate('news-analyzer', '*', %s)", [options])
    [sentence] = of(waiting, job_id).waiting
    assert sentence.startswith("news-analyzer is paused by ann until 2099-01-31")
    assert sentence.endswith(": incident.")
    assert waiting.taken() == []
    assert of(waiting, job_id).waiting == [sentence]
    waiting.execute("select jobs.resume_gate('news-analyzer', '*')")
    assert "paused" not in of(waiting, job_id).waiting[0]


def test_a_bound_of_nothing_is_told_with_who_set_it(waiting: Limited) -> None:
    waiting.declare(concurrent(2, "customer", TENANT))
    job_id = waiting.send("42")
    waiting.execute("""select jobs.set_limit('customer', '42', '{"n": 0, "who": "ann", "why": "unpaid"}')""")
    assert of(waiting, job_id).waiting == ["customer=42 is set to 0 by ann: unpaid."]


@pytest.mark.parametrize(("burst", "before"), [(1, 0), (1, 5), (3, 4)])
def test_a_rates_time_is_right_within_a_fifth(waiting: Limited, burst: int, before: int) -> None:
    waiting.declare({"name": "calls", "kind": "rate", "n": 60, "every": 600, "burst": burst})
    for _ in range(burst + before):
        waiting.send()
    mine = waiting.send()
    assert len(waiting.taken()) == burst
    waiting.later(4)
    found = of(waiting, mine)
    assert found.limits.seconds is not None
    assert "It waits for calls: 60 per 10 min" in found.waiting[0]
    assert "its turn comes in" in found.waiting[0]
    passed = 0.0
    while mine not in waiting.taken(1):
        waiting.later(0.5)
        passed += 0.5
        assert passed < 1000
    assert passed == pytest.approx(found.limits.seconds, rel=0.2)
    assert passed <= found.limits.seconds + 0.5


def test_gathered_events_are_told_with_when_they_go(waiting: Limited) -> None:
    waiting.declare({"name": "calm", "kind": "quiet", "every": 30, "at_most": 300, "path": TENANT})
    jobs = [waiting.send("7") for _ in range(3)]
    waiting.taken()
    [sentence] = of(waiting, jobs[0]).waiting
    assert sentence.startswith("It gathers events of calm=7: 3 so far. It goes at ")
    assert "unless another one comes, at " in sentence
    waiting.later(31)
    assert waiting.taken() == [jobs[2]]
    leader, merged = find_job(waiting.connection, jobs[2]), find_job(waiting.connection, jobs[0])
    assert leader is not None
    assert merged is not None
    assert (merged.taken_by, merged.error and merged.error.code) == (jobs[2], "merged")
    assert of(waiting, jobs[0]).taken_by == jobs[2]
    assert merged.advice is not None
    assert merged.advice.nature == "another job took its place"


def test_a_batch_tells_how_many_it_has(waiting: Limited) -> None:
    waiting.declare({"name": "mail", "kind": "batch", "n": 4, "every": 60, "path": TENANT})
    jobs = [waiting.send("7") for _ in range(3)]
    waiting.taken()
    [sentence] = of(waiting, jobs[1]).waiting
    assert sentence.startswith("It gathers events of mail=7: 3 of 4 so far. It goes at ")
    assert sentence.endswith(", or once there are 4.")
    waiting.send("7")
    assert waiting.taken() == [jobs[0]]
    leader = find_job(waiting.connection, jobs[0])
    assert leader is not None
    assert leader.gathered == 3


Jobs = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(-1, 1), st.integers(1, 3)), min_size=1, max_size=14
)


@example(jobs=[("a", 0, 1), ("a", 0, 1), ("b", 0, 1)], tenant_n=1, all_n=1, places=1, fair=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    jobs=Jobs, tenant_n=st.integers(1, 2), all_n=st.integers(1, 4), places=st.integers(1, 4),
    fair=st.booleans(),
)  # fmt: skip
def test_the_gate_that_is_named_has_no_room_and_nothing_goes_sooner_than_was_said(
    waiting: Limited, jobs: list[Any], tenant_n: int, all_n: int, places: int, *, fair: bool
) -> None:
    """Each job is at work for 10 s. What was said of a job when it was queued is held against when it began."""
    waiting.execute("truncate jobs.event, jobs.gate, jobs.share cascade")
    waiting.declare(
        concurrent(tenant_n, "tenant", TENANT), concurrent(all_n, "room"),
        fair_by=TENANT if fair else None, units=["data", "size"],
    )  # fmt: skip
    for _ in range(3):  # so that it is known how long they take
        waiting.send("z")
    for job_id in waiting.taken():
        ended(waiting, job_id, 10)
    for job_id in waiting.taken():
        ended(waiting, job_id, 10)
    queued = [waiting.send(who, priority=level, data={"size": size}) for who, level, size in jobs]
    waiting.taken(places)
    said: dict[str, float] = {}
    for job_id in queued:
        check_gates(waiting, job_id)
        seconds = of(waiting, job_id).limits.seconds
        if seconds is not None:
            said[job_id] = seconds
    clock, began = 0.0, dict[str, float]()
    while waiting.value("select count(*) from jobs.job where status in ('queued', 'dispatched')"):
        for row in waiting.select("select id from jobs.job where status = 'dispatched'"):
            ended(waiting, row["id"], 10)
        clock += 10
        while taken := waiting.taken(20):
            began |= dict.fromkeys(taken, clock)
        assert clock < 1000
    late = {job_id: (said[job_id], began[job_id]) for job_id in said if began[job_id] > said[job_id]}
    assert not late


def check_gates(limited: Limited, job_id: str) -> None:
    """Every gate that is named is full for this job."""
    [row] = limited.select("select status, units from jobs.job where id = %s", job_id)
    for held in of(limited, job_id).limits.held_by:
        [room] = limited.select("select room, most from jobs.rooms(array[%s], clock_timestamp())", held.gate)
        assert room["room"] < min(row["units"], room["most"]), (held, room)


def test_looking_writes_nothing(waiting: Limited) -> None:
    waiting.declare(concurrent(1, "customer", TENANT))
    jobs = [waiting.send("42") for _ in range(3)]
    waiting.taken()
    with psycopg.connect(waiting.url) as connection:
        connection.read_only = True
        for job_id in jobs:
            assert explain(connection, job_id) is not None
