"""POST /api/events: all or none, once per id, faults by field, and a record of what was refused."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

EVENT = "jobs/news-analyzer.requested"
GOOD = {"name": EVENT, "data": {"text": "Words."}}


def counts(api: Any) -> tuple[int, int]:
    return api.value("select count(*) from jobs.event"), api.value("select count(*) from jobs.job")


def test_an_event_becomes_a_queued_job(api: Any) -> None:
    answer = api.post(
        "/api/events", json={**GOOD, "id": "a-1", "priority": 2, "run_at": "2030-01-01T00:00:00Z"}
    )
    assert answer.status_code == 202
    (sent,) = answer.json()["events"]
    assert (sent["id"], sent["pipeline"], sent["duplicate"]) == ("a-1", "news-analyzer", False)
    job = api.get(f"/api/jobs/{sent['job_id']}").json()
    assert (job["status"], job["priority"], job["event_id"]) == ("queued", 2, "a-1")
    assert job["run_at"] == "2030-01-01T00:00:00Z"
    assert api.get("/api/events/one", params={"id": "a-1"}).json()["data"] == {"text": "Words."}


def test_a_list_keeps_its_order(api: Any) -> None:
    answer = api.post("/api/events", json=[{**GOOD, "id": name} for name in ("z", "a", "m")])
    assert [sent["id"] for sent in answer.json()["events"]] == ["z", "a", "m"]
    assert counts(api) == (3, 3)


def test_the_same_id_again_answers_with_the_first_job(api: Any) -> None:
    first = api.post("/api/events", json={**GOOD, "id": "a"}).json()["events"][0]
    again = api.post(
        "/api/events", json=[{**GOOD, "id": "a"}, {**GOOD, "id": "b"}, {**GOOD, "id": "b"}]
    ).json()["events"]
    assert again[0]["job_id"] == first["job_id"]
    assert again[1]["job_id"] == again[2]["job_id"]
    assert [sent["duplicate"] for sent in again] == [True, False, True]
    assert counts(api) == (2, 2)


def test_an_id_of_an_event_of_another_name_is_a_conflict_and_nothing_is_stored(api: Any) -> None:
    api.post("/api/events", json={**GOOD, "id": "a"})
    other = {"name": "jobs/gdpr-exporter.requested", "id": "a"}
    data = {"subject_id": "1", "requested_by": "x", "verified_how": "login"}
    answer = api.post("/api/events", json=[{**GOOD, "id": "b"}, {**other, "data": data}])
    assert answer.status_code == 409
    assert answer.json()["errors"] == [{"field": "1.id", "message": "belongs to an event of another name"}]
    assert counts(api) == (1, 1)


def test_one_bad_event_of_many_and_nothing_is_stored_but_the_refusal(api: Any) -> None:
    answer = api.post(
        "/api/events", json=[GOOD, {**GOOD, "id": "bad", "data": {"txt": "sk-abcdefghijklmnop"}}]
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank", "title": "Unprocessable Entity", "status": 422, "code": "invalid_event",
        "detail": "1 of 2 events are not valid; none was taken",
        "errors": [{"field": "1.data.txt", "message": "is not a known field"}],
    } | {"title": answer.json()["title"]}  # fmt: skip
    assert counts(api) == (0, 0)
    (rejected,) = api.get("/api/events/rejected").json()["rejected"]
    assert (rejected["source"], rejected["name"], rejected["event_id"]) == ("api", EVENT, "bad")
    assert rejected["reasons"] == ["1.data.txt: is not a known field"]
    assert "sk-abc" not in rejected["payload"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"[]", 400, "not_events"),
        (json.dumps([GOOD] * 1001).encode(), 413, "too_many_events"),
        (b'{"name": "' + b"x" * (16 * 2**20) + b'"}', 413, "request_entity_too_large"),
    ],
)
def test_bodies_that_are_no_events(api: Any, body: bytes, status: int, code: str) -> None:
    answer = api.post("/api/events", content=body)
    assert answer.status_code == status
    assert answer.json()["code"].replace("content_", "request_entity_") == code
    assert counts(api) == (0, 0)


def test_a_body_without_a_length_is_cut_off_at_the_limit(api: Any) -> None:
    def endless() -> Any:
        for _ in range(20 * 16):
            yield b" " * 2**16

    assert api.post("/api/events", content=endless()).status_code == 413


def test_the_same_ids_sent_at_once_from_many_sides_become_one_job_each(api: Any) -> None:
    events = [{**GOOD, "id": f"e{number}"} for number in range(100)]

    def send(turn: int) -> int:
        order = events if turn % 2 else events[::-1]
        answer = api.post("/api/events", json=order)
        assert answer.status_code == 202
        return sum(not sent["duplicate"] for sent in answer.json()["events"])

    with ThreadPoolExecutor(6) as pool:
        fresh = list(pool.map(send, range(12)))
    assert sum(fresh) == 100
    assert counts(api) == (100, 100)


def test_events_are_listed_page_by_page_with_the_jobs_they_started(api: Any) -> None:
    api.post("/api/events", json=[{**GOOD, "id": f"e{number}"} for number in range(7)])
    api.send(id="one more")
    seen: list[str] = []
    after = None
    while True:
        params = {"limit": 3, "name": EVENT} | ({"after": after} if after else {})
        page = api.get("/api/events", params=params).json()
        seen += [event["id"] for event in page["events"]]
        assert all(len(event["jobs"]) == 1 for event in page["events"])
        if (after := page["next"]) is None:
            break
    assert seen == ["one more", *(f"e{number}" for number in range(6, -1, -1))]
    refused = api.get("/api/events", params={"name": "jobs/x.requested"})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    assert api.get("/api/events", params={"after": "nonsense"}).status_code == 422


def test_while_postgres_is_away_the_answer_is_a_503(start: Any) -> None:
    api = start()
    api.app.state.services.pool.close()
    answer = api.post("/api/events", json=GOOD)
    assert answer.status_code == 503
    assert answer.json()["code"] == "database_unavailable"
    assert answer.headers["retry-after"]
