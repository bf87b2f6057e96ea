"""Schedules over HTTP: set, shown, paused, run and removed, each act with who did it."""

from __future__ import annotations

from typing import Any

import pytest

GIVEN = {"pipeline": "news-analyzer", "data": {"text": "Words."}, "cron": "0 3 * * *", "tz": "Europe/Berlin"}


@pytest.fixture(autouse=True)
def none_yet(api: Any) -> None:
    api.execute("truncate jobs.schedule")


def put(api: Any, name: str, **changes: Any) -> Any:
    return api.client.put(f"/api/schedules/{name}", json={**GIVEN, **changes})


def acts(api: Any, name: str) -> list[tuple[str, str]]:
    query = "select act, door from jobs.audit where subject = %s order by id"
    found: list[tuple[str, str]] = api.execute(query, [name]).fetchall()
    return found


def test_a_schedule_is_set_and_shown_with_its_next_ten_times(api: Any) -> None:
    answer = put(api, "nightly", jitter="10m", tags={"region": "eu"})
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert (made["jitter"], made["catch_up"], made["tags"], made["declared"]) == (
        600,
        3600,
        {"region": "eu"},
        False,
    )
    assert len(made["next_times"]) == 10
    assert {time[11:16] for time in made["next_times"]} == {"03:00"}
    assert {time[19:] for time in made["next_times"]} <= {"+01:00", "+02:00"}
    assert api.get("/api/schedules/nightly").json() == made
    page = api.get("/api/schedules", params={"limit": 1}).json()
    assert [one["name"] for one in page["schedules"]] == ["nightly"]
    assert page["next"] is None
    assert put(api, "another", every="15m", cron=None, tz="UTC").json()["every"] == 900
    page = api.get("/api/schedules", params={"limit": 1}).json()
    assert [
        one["name"] for one in api.get("/api/schedules", params={"after": page["next"]}).json()["schedules"]
    ] == ["nightly"]


def test_what_is_wrong_is_named_by_field_and_nothing_is_set(api: Any) -> None:
    answer = put(api, "nightly", cron="61 * * * *", tz="Berlin", at_most="3")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_schedule")
    assert answer.json()["errors"] == [
        {"field": "cron", "message": "is not valid: the field minute"},
        {"field": "tz", "message": "is no IANA time zone such as Europe/Berlin"},
        {"field": "at_most", "message": "must be a whole number"},
    ]
    answer = put(api, "nightly", data={"txt": "Words."})
    assert answer.json()["errors"][0] == {"field": "data.txt", "message": "is not a known field"}
    assert api.client.put("/api/schedules/nightly", json=[]).status_code == 422
    headers = {"Content-Type": "application/json"}
    assert api.client.put("/api/schedules/nightly", content=b"{", headers=headers).status_code == 400
    assert put(api, "Nightly").status_code == 422
    assert api.get("/api/schedules/nightly").json()["code"] == "no_such_schedule"


def test_a_pause_is_told_with_who_and_why_and_ends_with_the_next_time(api: Any) -> None:
    put(api, "paused-one")
    paused = api.post("/api/schedules/paused-one/pause", json={"why": "the provider is down"}).json()
    assert (paused["paused_by"], paused["paused_why"]) == ("local", "the provider is down")
    assert len(paused["next_times"]) == 10
    resumed = api.post("/api/schedules/paused-one/resume").json()
    assert (resumed["paused_at"], resumed["paused_why"]) == (None, None)
    assert acts(api, "paused-one") == [
        ("schedule_set", "api"),
        ("schedule_paused", "api"),
        ("schedule_resumed", "api"),
    ]


def test_run_now_sends_one_job_beside_the_plan(api: Any) -> None:
    before = put(api, "nightly", tenant="acme", priority=2).json()
    api.post("/api/schedules/nightly/pause")
    started = api.post("/api/schedules/nightly/run")
    assert started.status_code == 202
    job = api.get(f"/api/jobs/{started.json()['job_id']}").json()
    assert (job["pipeline"], job["priority"], job["tenant"]) == ("news-analyzer", 2, "acme")
    assert job["event_id"].startswith("nightly/run/")
    assert api.get("/api/schedules/nightly").json()["next_at"] == before["next_at"]
    [act] = [act for act in api.get("/api/audit").json()["acts"] if act["act"] == "schedule_run"]
    assert (act["subject"], act["job_id"]) == ("nightly", job["id"])


def test_a_schedule_is_removed_once_and_its_jobs_stay(api: Any) -> None:
    put(api, "nightly")
    job_id = api.post("/api/schedules/nightly/run").json()["job_id"]
    assert api.client.delete("/api/schedules/nightly").json() == {"name": "nightly", "removed": True}
    assert api.client.delete("/api/schedules/nightly").status_code == 404
    assert api.get(f"/api/jobs/{job_id}").status_code == 200
    put(api, "nightly")
    api.execute("update jobs.schedule set declared = '{}'")
    answer = api.client.delete("/api/schedules/nightly")
    assert (answer.status_code, answer.json()["code"]) == (409, "schedule_declared")


@pytest.mark.parametrize("act", ["pause", "resume", "run"])
def test_nothing_is_done_to_a_schedule_that_is_not_there(api: Any, act: str) -> None:
    assert api.post(f"/api/schedules/nightly/{act}").status_code == 404


def test_metrics_tell_of_what_is_late_and_of_what_is_refused(api: Any) -> None:
    put(api, "nightly")
    api.execute(
        "update jobs.schedule set due_at = now() - interval '5 minutes', error = 'data.text: is required'"
    )
    told = dict(line.rsplit(" ", 1) for line in api.get("/metrics").text.splitlines() if line[0] != "#")
    assert 300 <= float(told["jobs_schedules_late_seconds"]) < 600
    assert float(told["jobs_schedules_refused"]) == 1


def test_the_description_names_what_may_be_set(api: Any) -> None:
    described = api.get("/api/openapi.json").json()
    assert set(described["components"]["schemas"]["Definition"]["properties"]) >= {
        "cron",
        "every",
        "tz",
        "catch_up",
    }
    assert described["paths"]["/api/schedules/{name}"]["put"]["requestBody"]["required"] is True
