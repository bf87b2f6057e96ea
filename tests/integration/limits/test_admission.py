"""Which jobs a claim takes where limits are: the gates of each, fair turns, and what is not bound."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.integration.limits.conftest import Limited, concurrent

TENANT = ["tenant"]


def test_a_limit_per_key_bounds_each_key_alone(limited: Limited) -> None:
    limited.declare(concurrent(2, path=TENANT))
    mine = [limited.send("a") for _ in range(4)]
    other = limited.send("b")
    assert sorted(limited.taken()) == sorted([*mine[:2], other])
    assert limited.taken() == []
    limited.finish(mine[0])
    assert limited.taken() == [mine[2]]


def test_an_event_without_the_key_is_not_bound(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT))
    jobs = [limited.send() for _ in range(3)]
    assert sorted(limited.taken()) == sorted(jobs)


def test_a_shared_limit_bounds_all_keys_together_and_all_or_none_of_a_jobs_gates_are_filled(
    limited: Limited,
) -> None:
    limited.declare(concurrent(3, "openai"), concurrent(2, path=TENANT))
    for tenant in "aaabbb":
        limited.send(tenant)
    taken = limited.taken()
    assert len(taken) == 3
    assert limited.taken() == []


def test_a_rate_lets_its_burst_through_and_then_one_after_the_other(limited: Limited) -> None:
    limited.declare({"name": "calls", "kind": "rate", "n": 60, "every": 60, "burst": 3})
    for _ in range(10):
        limited.send()
    assert len(limited.taken()) == 3
    assert limited.taken() == []
    assert 0.5 < limited.value("select jobs.next_look()") <= 1.0
    limited.later(1.01)
    assert len(limited.taken()) == 1
    limited.later(120)
    assert len(limited.taken()) == 3


def test_units_take_as_much_of_a_limit_as_they_say_and_no_more_than_all_of_it(limited: Limited) -> None:
    limited.declare(concurrent(5, "room"), units=["data", "size"])
    big, small = limited.send(data={"size": 400}), limited.send(data={"size": 2})
    assert limited.taken() == [big]
    limited.finish(big)
    assert limited.taken() == [small]


def test_tenants_take_turns_by_their_weights(limited: Limited) -> None:
    limited.declare(concurrent(1000, "room"), fair_by=TENANT)
    limited.execute("select jobs.set_weight('gold', 3)")
    for tenant in ["big"] * 60 + ["small"] * 20 + ["gold"] * 60:
        limited.send(tenant)
    for _ in range(4):
        taken = limited.select(
            "select e.tenant from jobs.job j join jobs.event e on e.id = j.event_id where j.id = any (%s)",
            [*limited.taken(10)],
        )
        assert Counter(row["tenant"] for row in taken) == {"big": 2, "small": 2, "gold": 6}


def test_one_job_goes_before_a_tenants_thousands(limited: Limited) -> None:
    limited.declare(concurrent(1000, "room"), fair_by=TENANT)
    for _ in range(300):
        limited.send("big")
    limited.taken(20)
    late = limited.send("small")
    assert late in limited.taken(20)


def test_jobs_without_limits_take_their_turn_beside_those_with_some(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT))
    jobs = [limited.send("a"), limited.enqueue(pipeline="feedback-analyzer", data={"items": []})]
    assert sorted(limited.taken()) == sorted(jobs)


def test_priority_goes_first_and_ageing_raises_it(limited: Limited) -> None:
    limited.declare(concurrent(100, "room"), ageing=60)
    old, new = limited.send(priority=0), limited.send(priority=2)
    assert limited.taken(1) == [new]
    urgent = limited.send(priority=2)
    limited.execute("update jobs.job set run_at = run_at - interval '3 minutes' where id = %s", [old])
    assert limited.taken(1) == [old]
    assert limited.taken(1) == [urgent]


@pytest.mark.parametrize("run_at", ["0001-01-02 00:00:00+00", "1800-01-01 00:00:00+00"])
def test_a_job_that_was_due_ages_ago_goes_first_and_keeps_nobody_back(limited: Limited, run_at: str) -> None:
    limited.declare(concurrent(100, "room"), ageing=1)
    new = limited.send(priority=3)
    old = limited.send(priority=-3, run_at=run_at)
    assert [limited.taken(1), limited.taken(1)] == [[old], [new]]


def test_a_time_to_come_is_waited_for(limited: Limited) -> None:
    limited.declare(concurrent(1, path=TENANT))
    limited.value(
        "select jobs.enqueue('news-analyzer', '{}', run_at => now() + interval '90 seconds',"
        """ options => '{"tenant": "a"}')"""
    )
    assert limited.taken() == []
    assert 80 < limited.value("select jobs.next_look()") <= 90
    limited.later(91)
    assert len(limited.taken()) == 1
