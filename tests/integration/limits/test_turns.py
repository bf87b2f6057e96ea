"""Whoever shares turns gets them, however little is dispatched at once and however much others have waiting."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.integration.limits.conftest import Limited, concurrent

FAIR: dict[str, Any] = {"fair_by": ["tenant"]}


def one_by_one(limited: Limited, turns: int) -> list[str]:
    """The tenants of the jobs that go, one after the other, each at work until the next look."""
    gone = []
    for _ in range(turns):
        (taken,) = limited.taken(1)
        gone.append(
            limited.value(
                "select e.tenant from jobs.job j join jobs.event e on e.id = j.event_id where j.id = %s",
                taken,
            )
        )
        limited.finish(taken)
    return gone


@pytest.mark.parametrize("weight", [1, 3, 1000])
def test_a_single_job_waits_for_few_turns_of_a_tenant_with_many(limited: Limited, weight: float) -> None:
    limited.declare(concurrent(1, "room"), **FAIR)
    limited.execute("select jobs.set_weight('many', %s)", [weight])
    for _ in range(40):
        limited.send("many")
    limited.send("one")
    assert one_by_one(limited, 8).count("one") == (1 if weight < 8 else 0)
    assert one_by_one(limited, 33).count("one") == (0 if weight < 8 else 1)


def test_who_comes_later_waits_for_few_turns_as_well(limited: Limited) -> None:
    limited.declare(concurrent(1, "room"), **FAIR)
    for _ in range(40):
        limited.send("many")
    assert set(one_by_one(limited, 20)) == {"many"}
    limited.send("one")
    assert "one" in one_by_one(limited, 3)


def test_turns_are_shared_by_weight(limited: Limited) -> None:
    limited.declare(concurrent(1, "room"), **FAIR)
    limited.execute("select jobs.set_weight('b', 2)")
    for tenant in "abc" * 30:
        limited.send(tenant)
    shares = Counter(one_by_one(limited, 40))
    assert abs(shares["b"] - 20) <= 2
    assert abs(shares["a"] - 10) <= 2


def test_who_was_away_saved_up_no_turns(limited: Limited) -> None:
    limited.declare(concurrent(1, "room"), **FAIR)
    limited.send("b")
    assert one_by_one(limited, 1) == ["b"]
    for _ in range(60):
        limited.send("a")
    one_by_one(limited, 30)
    for _ in range(20):
        limited.send("b")
    shares = Counter(one_by_one(limited, 20))
    assert abs(shares["b"] - 10) <= 2
