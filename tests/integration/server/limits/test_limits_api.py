"""/api/limits over HTTP: what is told, what is changed, by whom, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.rows import JOB
from tests.support.serving import Served

CUSTOMER = {"name": "customer", "kind": "concurrent", "n": 2, "path": ["tenant"]}
CALLS = {"name": "calls", "kind": "rate", "n": 100, "every": 60, "burst": 5}
WHY = {"why": "an incident"}


@pytest.fixture
def limits(api: Served) -> Served:
    """A server whose pipeline has two limits, as a deploy declares them."""
    api.execute("truncate jobs.pause, jobs.limit_override, jobs.share")
    told = {"limits": [CUSTOMER, CALLS], "pipelines": {JOB: {"limits": ["customer", "calls"]}}}
    api.execute("select jobs.declare_limits(%s)", [Jsonb(told)])
    return api


def one(served: Served, path: str) -> dict[str, Any]:
    answer = served.get(path)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_all_limits_and_pipelines_are_listed(limits: Served) -> None:
    for _ in range(3):
        limits.send(tenant="42")
    limits.claim(50)
    found = {limit["name"]: limit for limit in one(limits, "/api/limits")["limits"]}
    assert {"customer", "calls", JOB} <= set(found)
    customer = found["customer"]
    assert (customer["kind"], customer["per"], customer["declared"]["n"]) == ("concurrent", "tenant", 2)
    assert (customer["used"], customer["waiting"], customer["keys_at_work"]) == (2, 1, 1)
    assert (found["calls"]["n"], found["calls"]["every"]) == (100, 60)
    assert 3 <= found["calls"]["room"] <= 5  # of a burst of 5, which fills again meanwhile
    assert (found[JOB]["kind"], found[JOB]["n"], found[JOB]["used"]) == ("pipeline", None, 2)


def test_a_bound_is_set_and_cleared_of_one_key_and_of_all(limits: Served) -> None:
    assert limits.client.put("/api/limits/customer/42", json={"n": 5, "seconds": 60, **WHY}).json() == {
        "gate": "customer=42",
        "changed": True,
    }
    assert limits.client.put("/api/limits/customer", json={"n": 9, **WHY}).status_code == 200
    assert limits.client.put("/api/limits/calls", json={"n": 10, "every": 1, **WHY}).status_code == 200
    assert one(limits, "/api/limits/customer/42")["n"] == 5
    assert one(limits, "/api/limits/customer/43")["n"] == 9
    detail = one(limits, "/api/limits/customer")
    assert (detail["limit"]["override"]["who"], detail["limit"]["override"]["n"]) == ("local", 9)
    assert [key["gate"] for key in detail["keys"]] == ["customer=42"]
    assert limits.client.delete("/api/limits/customer/42").json()["changed"] is True
    assert limits.client.delete("/api/limits/customer/42").json()["changed"] is False
    assert one(limits, "/api/limits/customer/42")["n"] == 9
    acts = one(limits, "/api/audit")["acts"][:4]
    assert [(act["act"], act["subject"]) for act in acts] == [
        ("limit_cleared", "customer=42"),
        ("limit_set", "calls"),
        ("limit_set", "customer"),
        ("limit_set", "customer=42"),
    ]


def test_a_pause_holds_and_is_taken_back(limits: Served) -> None:
    job_id = limits.send(tenant="a/b")
    assert limits.post("/api/limits/customer/a/b/pause", json=WHY).json()["gate"] == "customer=a/b"
    assert limits.claim(50) == []
    assert one(limits, f"/api/jobs/{job_id}/explain")["limits"]["held_by"][0]["gate"] == "customer=a/b"
    assert one(limits, "/api/limits/customer/a/b")["paused"]["why"] == "an incident"
    assert limits.post("/api/limits/customer/a/b/resume").json()["changed"] is True
    assert limits.post(f"/api/limits/{JOB}/pause", json=WHY).status_code == 200
    assert limits.claim(50) == []
    assert limits.post(f"/api/limits/{JOB}/resume").json()["changed"] is True
    assert [row["id"] for row in limits.claim(50)] == [job_id]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("GET", "/api/limits/custmer", None, 404, "did you mean customer?"),
        ("PUT", "/api/limits/custmer/42", {"n": 1, **WHY}, 404, "did you mean customer?"),
        ("DELETE", "/api/limits/nobody-has-this", None, 404, "there is no limit and no pipeline"),
        ("PUT", "/api/limits/calls/42", {"n": 1, **WHY}, 422, "calls has no keys"),
        ("PUT", "/api/limits/customer", {"n": 1, "every": 60, **WHY}, 422, "takes a number alone"),
        ("PUT", "/api/limits/customer", {"n": 1}, 422, "why"),
        ("PUT", "/api/limits/customer", {"n": -1, **WHY}, 422, "n"),
        ("PUT", "/api/limits/customer", {"n": True, **WHY}, 422, "n"),
        ("PUT", "/api/limits/customer", {"n": "5", **WHY}, 422, "n"),
        ("PUT", "/api/limits/customer", {"n": 5, "until": 60, **WHY}, 422, "until"),
        ("PUT", "/api/limits/calls", {"n": 5, "every": 1e-7, **WHY}, 422, "every"),
        ("PUT", "/api/limits/calls", {"n": 1_000_000, "every": 0.4, **WHY}, 422, "a million starts a second"),
        ("PUT", "/api/limits/customer", {"n": 1, "why": " "}, 422, "must say in 1 to 500"),
        ("PUT", "/api/limits/customer", {"n": 1, "until": "2020-01-31T00:00:00Z", **WHY}, 422, "has passed"),
        ("PUT", "/api/limits/customer", {"n": 1, "until": "2099-01-31T00:00:00Z", "seconds": 5, **WHY}, 422, "exclude"),
        ("POST", "/api/limits/customer/pause", {}, 422, "why"),
        ("GET", "/api/limits/customer?after=wrong", None, 422, "after"),
        ("PUT", "/api/weights/gold", {"weight": 0}, 422, "weight"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_its_field(
    limits: Served, method: str, path: str, body: Any, status: int, says: str
) -> None:
    answer = limits.client.request(method, path, json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in answer.text


def test_weights_are_set_and_listed(limits: Served) -> None:
    assert limits.client.put("/api/weights/gold/plus", json={"weight": 3}).json()["changed"] is True
    assert limits.client.put("/api/weights/gold/plus", json={"weight": 3}).json()["changed"] is False
    assert limits.get("/api/weights").json() == [{"key": "gold/plus", "weight": 3}]


def test_who_may_read_may_not_change(start: Any, token: Callable[..., str], limits: Served) -> None:
    served = start(require_token=True)
    reader, operator = ({"Authorization": f"Bearer {token(scope)}"} for scope in ("read", "operate"))
    assert served.get("/api/limits", headers=reader).status_code == 200
    for method, path in (
        ("PUT", "/api/limits/customer"), ("DELETE", "/api/limits/customer/42"),
        ("POST", "/api/limits/customer/pause"), ("PUT", "/api/weights/gold"),
    ):  # fmt: skip
        assert served.client.request(method, path, json={}, headers=reader).status_code == 403
    put = served.client.put("/api/limits/customer", json={"n": 1, **WHY}, headers=operator)
    assert put.status_code == 200
    assert one(limits, "/api/limits/customer")["limit"]["override"]["who"].startswith("token ")


def test_a_job_says_whose_place_it_took(limits: Served) -> None:
    quiet = {"name": "calm", "kind": "quiet", "every": 0.01, "path": ["tenant"], "collect": True}
    told = {"limits": [quiet], "pipelines": {JOB: {"limits": ["calm"]}}}
    limits.execute("select jobs.declare_limits(%s)", [Jsonb(told)])
    first, second = (limits.send(tenant="7") for _ in range(2))
    limits.execute("update jobs.job set queued_at = queued_at - interval '1 minute'")
    assert [row["id"] for row in limits.claim(50)] == [second]
    assert one(limits, f"/api/jobs/{first}")["taken_by"] == second
    assert one(limits, f"/api/jobs/{first}")["advice"]["nature"] == "another job took its place"
    assert one(limits, f"/api/jobs/{second}")["gathered"] == 1
    assert f'href="/jobs/{second}"' in limits.page(f"/jobs/{first}")
    leader = limits.page(f"/jobs/{second}")
    assert "2 events" in leader
    assert f'href="/jobs/{first}"' in leader
