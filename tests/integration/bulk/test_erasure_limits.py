"""What limits remember of a person goes; what they hold in force stays, or its end is told."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from pipelines.operations.bulk.erasing import begin_erasure, find_receipt, person_of, preview_erasure
from tests.integration.bulk.conftest import ANA, LimitedBulk
from tests.integration.limits.conftest import concurrent

PER_TENANT = concurrent(5, "each", ["tenant"])
PER_REGION = concurrent(5, "newest", ["tags", "region"])
PER_CUSTOMER = concurrent(5, "customer", ["data", "customer"])
RATE = {"name": "calls", "kind": "rate", "n": 1, "every": 60, "burst": 1}
NOTHING = {"pauses": 0, "bounds": 0, "weights": 0, "reasons": 0}


def pause(limited: LimitedBulk, name: str, key: str = "*", why: str = "outage", who: str = "ann") -> None:
    options = Jsonb({"who": who, "why": why})
    limited.execute("select jobs.pause_gate(%s, %s, %s)", [name, key, options])


def bound(limited: LimitedBulk, name: str, key: str = "*", why: str = "more", who: str = "ann") -> None:
    options = Jsonb({"n": 2, "who": who, "why": why})
    limited.execute("select jobs.set_limit(%s, %s, %s)", [name, key, options])


def erase(limited: LimitedBulk, **asked: str) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """What the dry run and the receipt say of limits, which is the same, and the acts of the operation's on limits."""
    person = person_of(**{"tenant": None, "tag": None, "match": None, **asked})
    told = preview_erasure(limited.connection, person)
    operation_id = begin_erasure(limited.connection, person, ANA, None)
    receipt = find_receipt(limited.connection, operation_id)
    assert receipt is not None
    lifted = {name: receipt.erased[name] for name in NOTHING}
    assert lifted == {name: getattr(told, name) for name in NOTHING}
    query = (
        "select act, subject from jobs.audit where details ->> 'operation' = %s and job_id is null"
        " and act in ('resumed', 'limit_cleared', 'weight_set') order by act"
    )
    return lifted, limited.execute(query, [operation_id]).fetchall()


def standing(limited: LimitedBulk) -> list[tuple[Any, ...]]:
    query = (
        "select 'pause', name, key, who, why from jobs.pause"
        " union all select 'bound', name, key, who, why from jobs.limit_override order by 1, 2, 3"
    )
    return limited.execute(query).fetchall()


def test_a_reason_is_erased_and_what_it_is_for_stays_in_force(limited: LimitedBulk) -> None:
    limited.declare(concurrent(4, "pool"), PER_REGION)
    pause(limited, limited.pipeline, why="planned maintenance for Anna Berg", who="anna berg@desk")
    bound(limited, "pool", why="Anna Berg asked for it")
    pause(limited, "newest", "eu", why="outage there")
    assert erase(limited, match="Anna Berg") == ({**NOTHING, "reasons": 2}, [])
    assert standing(limited) == [
        ("bound", "pool", "*", "ann", "(erased)"),
        ("pause", "newest", "eu", "ann", "outage there"),
        ("pause", limited.pipeline, "*", "(erased)", "(erased)"),
    ]
    limited.enqueue()
    assert limited.taken() == []


def test_a_pause_and_a_bound_of_the_persons_own_key_end_and_that_is_told(limited: LimitedBulk) -> None:
    limited.declare(PER_REGION, PER_TENANT, PER_CUSTOMER)
    pause(limited, "newest", "eu")
    bound(limited, "newest", "eu")
    limited.execute("select jobs.set_weight('eu', 3)")
    for name in ("each", "customer"):
        pause(limited, name, "eu")
    limited.send("somebody", tags={"region": "eu"})
    told = {"pauses": 1, "bounds": 1, "weights": 1, "reasons": 0}
    acts = [("limit_cleared", "newest=(erased)"), ("resumed", "newest=(erased)"), ("weight_set", "(erased)")]
    assert erase(limited, tag="region=eu") == (told, acts)
    assert [row[:3] for row in standing(limited)] == [("pause", "customer", "eu"), ("pause", "each", "eu")]
    assert erase(limited, tenant="eu") == ({**NOTHING, "pauses": 1}, [("resumed", "each=(erased)")])
    assert erase(limited, match="customer") == (NOTHING, [])
    assert [row[:3] for row in standing(limited)] == [("pause", "customer", "eu")]


def test_a_pause_that_a_job_of_nobody_erased_waits_for_stays(limited: LimitedBulk) -> None:
    limited.declare(PER_CUSTOMER)
    pause(limited, "customer", "Joanna")
    job = limited.enqueue({"customer": "Joanna"})
    limited.execute("update jobs.event set data = '{}', erased_at = now()")  # so it is not of the selection
    operation_id = begin_erasure(limited.connection, person_of(None, None, "anna"), ANA, None)
    assert limited.operation(operation_id).total == 0
    assert [row[:3] for row in standing(limited)] == [("pause", "customer", "Joanna")]
    assert (limited.taken(), limited.status(job)) == ([], "queued")


@pytest.mark.parametrize("asked", [{"match": "calls"}, {"tenant": "calls"}, {"match": "sender"}])
def test_an_erasure_gives_a_rate_no_start(limited: LimitedBulk, asked: dict[str, str]) -> None:
    limited.declare(RATE)
    first, second = limited.enqueue(), limited.enqueue()
    assert limited.taken() == [first]
    erase(limited, **asked)
    assert (limited.taken(), limited.status(second)) == ([], "queued")


def test_of_a_rate_the_key_is_forgotten_once_no_job_has_it(limited: LimitedBulk) -> None:
    limited.declare({**RATE, "path": ["tenant"]})
    for tenant in ("acme", "acme", "other", "other"):
        limited.send(tenant)
    assert len(limited.taken()) == 2
    erase(limited, tenant="acme")
    assert limited.select("select id from jobs.gate") == [{"id": "calls=other"}]
    assert limited.taken() == []


@pytest.mark.parametrize("tenant", ["acme-person", "*", "p" * 150, "q" * 200])
def test_no_row_of_limits_names_the_person(limited: LimitedBulk, tenant: str) -> None:
    limited.declare(PER_TENANT, fair_by=["tenant"])
    key = "**" if tenant == "*" else tenant
    bound(limited, "each", key)
    pause(limited, "each", key)
    limited.execute("select jobs.set_weight(%s, 2)", [tenant])
    limited.execute("select jobs.resume_gate('each', %s)", [key])
    limited.send(tenant)
    limited.send("other")
    limited.taken()
    erase(limited, tenant=tenant)
    assert standing(limited) == []
    assert limited.execute(
        "select subject from jobs.audit where strpos(subject, '=') > 0"
    ).fetchall() == 4 * [("each=(erased)",)]
    if tenant != "*":
        for table in ("audit", "share", "admission", "gate"):
            assert limited.value(
                f"select count(*) from jobs.{table} t where strpos(t::text, left(%s, 60)) > 0", tenant
            ) == 0  # fmt: skip
