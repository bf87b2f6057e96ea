"""What people do over HTTP, by the API or by the pages, is told by /api/audit and on the job's page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.rows import JOB
from tests.support.serving import Served

BY = ("actor", "door", "address")


@pytest.fixture
def walled(start: Any) -> Served:
    return start(require_token=True)  # type: ignore[no-any-return]


def bearing(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def acts_of(served: Served, job_id: str, **headers: str) -> list[dict[str, Any]]:
    answer = served.get("/api/audit", params={"job": job_id}, headers=headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["acts"])


def told(act: dict[str, Any]) -> tuple[Any, ...]:
    return (act["act"], *(act[name] for name in BY))


def test_the_api_tells_whose_token_cancelled_and_reran_and_from_where(
    walled: Served, token: Callable[..., str]
) -> None:
    secret = token("send", "operate")
    name = walled.value("select name from jobs.token order by id desc limit 1")
    event = {"name": f"jobs/{JOB}.requested", "data": {"text": "Words."}}
    sent = walled.post("/api/events", json=event, headers=bearing(secret))
    job_id = sent.json()["events"][0]["job_id"]
    assert walled.post(f"/api/jobs/{job_id}/cancel", headers=bearing(secret)).status_code == 200
    again = walled.post(f"/api/jobs/{job_id}/rerun", headers=bearing(secret)).json()["id"]
    by = (f"token {name}", "api", "127.0.0.1")
    reran, cancelled = acts_of(walled, job_id, **bearing(secret))
    assert (told(reran), told(cancelled)) == (("reran", *by), ("cancelled", *by))
    assert (reran["job_id"], reran["details"]) == (again, {"rerun_of": job_id})
    assert [told(act) for act in acts_of(walled, again, **bearing(secret))] == [("reran", *by)]


def test_only_an_operator_reads_it_and_no_secret_is_in_it(walled: Served, token: Callable[..., str]) -> None:
    reader, operator = token("read", "send"), token("operate")
    assert walled.get("/api/audit", headers=bearing(reader)).status_code == 403
    assert walled.get("/api/audit").status_code == 401
    answer = walled.get("/api/audit", headers=bearing(operator))
    assert answer.status_code == 200
    assert "token_made" in {act["act"] for act in answer.json()["acts"]}
    hashes = [each for (each,) in walled.execute("select encode(hash, 'hex') from jobs.token")]
    for secret in (reader, operator, reader.removeprefix("jobs_"), *hashes):
        assert secret not in answer.text


def test_the_pages_tell_who_sent_cancelled_and_reran(api: Served) -> None:
    answer = api.submit(f"/pipelines/{JOB}", text="Sent by hand.", source="")
    job_id = str(answer.headers["location"].rpartition("/")[2])
    api.submit(f"/jobs/{job_id}/cancel")
    again = api.submit(f"/jobs/{job_id}/rerun").headers["location"].rpartition("/")[2]
    edited = api.submit(f"/pipelines/{JOB}?rerun_of={job_id}", text="Edited.", source="")
    edited_id = str(edited.headers["location"].rpartition("/")[2])
    acts = acts_of(api, job_id)
    assert [act["act"] for act in acts] == ["reran", "reran", "cancelled", "sent"]
    assert {tuple(act[name] for name in BY) for act in acts} == {("local", "page", "127.0.0.1")}
    assert [act["job_id"] for act in acts] == [edited_id, again, job_id, job_id]
    assert acts[0]["details"] == {"rerun_of": job_id, "edited": True}
    assert "Edited" not in json.dumps(acts)
    page = api.page(f"/jobs/{job_id}")
    for words in ("sent by local", "cancelled by local", "reran by local", f'<a href="/jobs/{again}">'):
        assert words in page
    assert ", with edited data" in api.page(f"/jobs/{edited_id}")
    assert ", with edited data" not in api.page(f"/jobs/{again}")
    assert "Done by people" not in api.page(f"/jobs/{api.send()}")


def test_an_event_sent_again_from_its_page_says_by_whom(api: Served) -> None:
    api.send(id="first")
    answer = api.submit("/events/again", id="first")
    [act] = acts_of(api, str(answer.headers["location"].rpartition("/")[2]))
    assert told(act) == ("sent", "local", "page", "127.0.0.1")


def test_a_program_that_sends_leaves_no_act(api: Served) -> None:
    assert acts_of(api, api.send()) == []


def test_nobody_can_say_over_http_that_somebody_else_did_it(api: Served) -> None:
    event = {
        "name": f"jobs/{JOB}.requested",
        "data": {"text": "x"},
        "origin": {"door": "cli", "actor": "root"},
    }
    assert api.post("/api/events", json=event).status_code == 422


def test_the_list_goes_on_page_by_page(api: Served) -> None:
    job_ids = [api.send() for _ in range(3)]
    for job_id in job_ids:
        api.post(f"/api/jobs/{job_id}/cancel")
    since = api.value("select min(at) from jobs.audit where job_id = any (%s::uuid[])", job_ids).isoformat()
    first = api.get("/api/audit", params={"limit": 2, "since": since}).json()
    assert [act["job_id"] for act in first["acts"]] == job_ids[:0:-1]
    rest = api.get("/api/audit", params={"after": first["next"], "since": since}).json()
    assert ([act["job_id"] for act in rest["acts"]], rest["next"]) == (job_ids[:1], None)


@pytest.mark.parametrize("query", ["job=x", "since=yesterday", "after=x", "limit=0", "limit=201"])
def test_a_bad_question_is_refused(api: Served, query: str) -> None:
    assert api.get(f"/api/audit?{query}").status_code == 422
