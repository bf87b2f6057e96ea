"""Bounds, weights and keys at the edge of what may be stored stop nobody's dispatching, and are refused at the door."""

from __future__ import annotations

import psycopg
import pytest

from tests.integration.limits.conftest import Limited, concurrent
from tests.integration.limits.test_overrides import put

TENANT = ["tenant"]
RATE = {"name": "calls", "kind": "rate", "n": 1, "every": 60, "burst": 1}


@pytest.mark.parametrize(
    ("n", "every", "says"),
    [
        (1_000_000, 0.4, "n: must be at most a million starts a second"),
        (5, 1e-7, "every: must be seconds, from 0.000001 to a year"),
        (5, 1e12, "every: must be seconds, from 0.000001 to a year"),
    ],
)
def test_a_rate_that_no_clock_can_keep_is_refused(limited: Limited, n: int, every: float, says: str) -> None:
    limited.declare(RATE)
    with pytest.raises(psycopg.errors.CheckViolation, match=says):
        put(limited, "calls", "*", n, every=every)


@pytest.mark.parametrize(
    ("n", "every", "burst"), [(1_000_000, 1e-6, 1), (1_000_000, 0.4, 1_000_000), (1, 31_622_400, 1_000_000)]
)
def test_a_rate_that_is_stored_all_the_same_stops_no_other_pipeline(
    limited: Limited, n: int, every: float, burst: int
) -> None:
    limited.declare({**RATE, "n": n, "every": every, "burst": burst}, units=["data", "size"])
    jobs = {limited.send("a", data={"size": 1_000_000}) for _ in range(2)}
    other = limited.enqueue(pipeline="feedback-analyzer", data={"items": []})
    assert {other} < set(limited.taken()) <= jobs | {other}
    for job in jobs:
        limited.select("select * from jobs.shut_gates(%s)", job)
        limited.select("select * from jobs.prospects(%s)", job)
    limited.taken()


@pytest.mark.parametrize("weight", [0.0, 1e-308, 9e-7, 1e6 + 1, float("nan"), float("inf")])
def test_a_weight_beyond_its_limits_is_refused(limited: Limited, weight: float) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match=r"weight: must be from 0\.000001 to 1,000,000"):
        limited.execute("select jobs.set_weight('a', %s)", [weight])


def test_a_weight_that_is_stored_all_the_same_spoils_no_turns(limited: Limited) -> None:
    limited.declare(concurrent(5, name="room"), fair_by=TENANT)
    limited.execute("insert into jobs.share (key, weight) values ('a', 1e-308)")
    jobs = {limited.send("a") for _ in range(2)}
    assert set(limited.taken()) == jobs
    assert limited.value("select done from jobs.admission") < 1e9


def test_keys_of_asterisks_are_told_apart(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT))
    jobs = [limited.send(tenant) for tenant in ("*", "**", "***")]
    assert sorted(limited.taken()) == sorted(jobs)
    gates = limited.select("select gates from jobs.job order by id")
    assert [row["gates"][1] for row in gates] == ["tenant=**", "tenant=***", "tenant=****"]


def test_a_job_is_given_up_so_long_after_its_time_and_not_before(limited: Limited) -> None:
    limited.declare(give_up_after=60)
    later = limited.value("select now() + interval '1 hour'")
    job = limited.send("a", run_at=later)
    assert limited.value("select give_up_at - run_at from jobs.job where id = %s", job).total_seconds() == 60
    limited.later(1800)
    limited.execute("select jobs.expire()")
    assert limited.of(job)[0] == "queued"
    limited.later(1900)
    limited.execute("select jobs.expire()")
    assert limited.of(job)[:2] == ("failed", "expired")
