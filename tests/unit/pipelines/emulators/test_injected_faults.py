"""The queue of scripted faults: in order, each as often as asked, and nothing that nobody knows."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from pipelines.emulators.emulator_app import create_app
from pipelines.emulators.injected_faults import Fault, Faults

ROUTE = "openai.responses"


def queue(*faults: Fault) -> Faults:
    made = Faults({ROUTE: frozenset({"refusal"}), "assemblyai.get": frozenset()})
    made.add(faults)
    return made


def kinds(faults: Faults, requests: int, on: str = ROUTE) -> list[str | None]:
    taken = [faults.take(on) for _ in range(requests)]
    return [fault.kind if fault else None for fault in taken]


def test_faults_come_in_order_and_go() -> None:
    faults = queue(Fault(on=ROUTE, kind="hang"), Fault(on=ROUTE, kind="refusal", times=2))
    assert kinds(faults, 4) == ["hang", "refusal", "refusal", None]


def test_a_fault_may_let_requests_pass_first() -> None:
    faults = queue(Fault(on=ROUTE, kind="hang", after=2))
    assert kinds(faults, 4) == [None, None, "hang", None]


def test_each_route_has_its_own() -> None:
    faults = queue(Fault(on="assemblyai.get", kind="http"), Fault(on=ROUTE, kind="hang"))
    assert kinds(faults, 1) == ["hang"]
    assert [fault.on for fault in faults.waiting()] == ["assemblyai.get"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"on": "openai.images", "kind": "hang"}, "no route is called openai.images"),
        ({"on": ROUTE, "kind": "explode"}, "openai.responses has no fault explode"),
        ({"on": "assemblyai.list", "kind": "refusal"}, "assemblyai.list has no fault refusal"),
        ({"on": ROUTE, "kind": "hang", "times": 0}, "times"),
        ({"on": ROUTE, "kind": "hang", "wait": 3}, "wait"),
    ],
)
def test_a_fault_that_cannot_happen_is_refused_and_none_is_queued(fault: dict[str, Any], said: str) -> None:
    with TestClient(create_app()) as client:
        answer = client.post("/emulator/faults", json=[{"on": ROUTE, "kind": "hang"}, fault])
        assert answer.status_code == 400
        assert said in answer.json()["error"]
        assert client.get("/emulator/faults").json() == []


@pytest.mark.parametrize("body", [b"", b"{}", b"3", b'[{"on":1}]'])
def test_what_is_no_list_of_faults_is_refused(body: bytes) -> None:
    with TestClient(create_app()) as client:
        assert client.post("/emulator/faults", content=body).status_code == 400


def test_the_control_route_queues_lists_and_forgets() -> None:
    with TestClient(create_app()) as client:
        queued = client.post("/emulator/faults", json=[{"on": ROUTE, "kind": "hang", "times": 3}]).json()
        assert [(fault["kind"], fault["times"]) for fault in queued] == [("hang", 3)]
        assert client.get("/emulator/faults").json() == queued
        assert client.delete("/emulator/faults").json() == []


def test_an_http_fault_is_what_was_scripted() -> None:
    script = {
        "on": "assemblyai.list", "kind": "http", "status": 503, "body": {"error": "later"},
        "retry_after": 7, "headers": {"x-odd": "1"},
    }  # fmt: skip
    with TestClient(create_app()) as client:
        client.post("/emulator/faults", json=[script])
        answer = client.get("/v2/transcript", headers={"authorization": "emulator-x"})
    assert (answer.status_code, answer.json()) == (503, {"error": "later"})
    assert (answer.headers["retry-after"], answer.headers["x-odd"]) == ("7", "1")
