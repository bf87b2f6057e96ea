"""A job that takes others' places stays within the bound, and cancels nobody before it may begin itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.limits.conftest import Limited, concurrent
from tests.integration.limits.test_overrides import pause, put

TENANT = ["tenant"]
UNITS: dict[str, Any] = {"units": ["data", "size"]}


def held(limited: Limited, gate: str = "tenant=a") -> int:
    return int(limited.value("select held from jobs.rooms(array[%s], clock_timestamp())", gate))


def test_a_job_of_many_units_takes_as_many_places_as_it_needs(limited: Limited) -> None:
    limited.declare(concurrent(5, path=TENANT, on_excess="replace"), **UNITS)
    small = [limited.send("a", data={"size": 1}) for _ in range(5)]
    for job in small:  # one after the other: those that wait together would supersede each other
        limited.execute("update jobs.job set merge_key = null where id = %s", [job])
    assert limited.taken() == small
    large = limited.send("a", data={"size": 3})
    assert limited.taken() == [large]
    assert held(limited) == 5
    assert [limited.of(job)[:2] for job in small] == [("cancelled", "replaced")] * 3 + [
        ("dispatched", None)
    ] * 2


def test_a_job_larger_than_the_bound_takes_all_of_it(limited: Limited) -> None:
    limited.declare(concurrent(2, path=TENANT, on_excess="replace"), **UNITS)
    first = limited.send("a", data={"size": 1})
    assert limited.taken() == [first]
    large = limited.send("a", data={"size": 7})
    assert limited.taken() == [large]
    assert limited.of(first)[0] == "cancelled"


def test_a_bound_of_0_lets_nobody_through_and_replaces_nobody(limited: Limited) -> None:
    limited.declare(concurrent(2, path=TENANT, on_excess="replace"))
    first = limited.send("a")
    assert limited.taken() == [first]
    put(limited, "tenant", "a", 0)
    limited.send("a")
    assert limited.taken() == []
    assert limited.of(first)[0] == "dispatched"
    limited.execute("select jobs.clear_limit('tenant', 'a')")
    assert len(limited.taken()) == 1


def test_a_lowered_bound_is_reached_with_the_next_job(limited: Limited) -> None:
    limited.declare(concurrent(3, path=TENANT, on_excess="replace"))
    jobs = []
    for _ in range(3):
        jobs.append(limited.send("a"))
        assert limited.taken() == jobs[-1:]
    put(limited, "tenant", "a", 1)
    assert limited.taken() == []
    newest = limited.send("a")
    assert limited.taken() == [newest]
    assert held(limited) == 1
    assert [limited.of(job) for job in jobs] == [("cancelled", "replaced", newest)] * 3


@pytest.mark.parametrize("other", ["rate", "pause"])
def test_nobody_is_replaced_by_a_job_that_another_gate_keeps_back(limited: Limited, other: str) -> None:
    rate = {"name": "calls", "kind": "rate", "n": 1, "every": 3600, "burst": 1}
    limited.declare(concurrent(1, path=TENANT, on_excess="replace"), rate)
    first = limited.send("a")
    assert limited.taken() == [first]
    if other == "pause":
        limited.later(7200)
        pause(limited, "calls")
    waiting = limited.send("a")
    assert limited.taken() == []
    assert limited.of(first)[0] == "dispatched"
    assert limited.of(waiting)[0] == "queued"


def test_of_two_in_one_look_the_one_that_finds_a_rate_spent_replaces_nobody(limited: Limited) -> None:
    rate = {"name": "calls", "kind": "rate", "n": 1, "every": 3600, "burst": 1}
    limited.declare(concurrent(1, path=TENANT, on_excess="replace"), rate)
    first = limited.send("a")
    assert limited.taken() == [first]
    limited.later(7200)
    urgent = limited.send("c", priority=2)
    limited.send("a")
    assert limited.taken() == [urgent]
    assert limited.of(first)[0] == "dispatched"
