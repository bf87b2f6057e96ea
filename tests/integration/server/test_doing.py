"""Cancel and rerun over HTTP, and what they leave in Postgres."""

from __future__ import annotations

import json
from typing import Any

PROCESS = "process-news-analyzer"


def rerun(api: Any, job_id: str, **how: Any) -> Any:
    return api.post(f"/api/jobs/{job_id}/rerun", json=how)


def steps_left(api: Any, job_id: str) -> list[str]:
    rows = api.execute("select step from jobs.output where job_id = %s order by 1", [job_id]).fetchall()
    return [row[0] for row in rows]


def test_a_queued_job_is_cancelled_at_once(api: Any) -> None:
    job_id = api.send()
    answer = api.post(f"/api/jobs/{job_id}/cancel")
    assert answer.json() == {"id": job_id, "status": "cancelled"}
    job = api.get(f"/api/jobs/{job_id}").json()
    assert (job["status"], job["error"]["code"]) == ("cancelled", "cancelled")
    assert job["error"]["message"] == "cancelled on request (local)"
    assert api.value("select count(*) from jobs.claim(1, 'local', 10, '{}')") == 0


def test_cancelling_twice_is_no_harm_and_a_finished_job_stays_finished(api: Any) -> None:
    job_id = api.send()
    for _ in range(2):
        assert api.post(f"/api/jobs/{job_id}/cancel").status_code == 200
    completed = api.completed()
    answer = api.post(f"/api/jobs/{completed}/cancel")
    assert answer.status_code == 409
    assert answer.json()["detail"] == "the job is completed already"
    assert api.get(f"/api/jobs/{completed}").json()["status"] == "completed"


def test_an_attempt_of_a_cancelled_job_writes_nothing_more(api: Any) -> None:
    job_id = api.send()
    number = api.begin(job_id, PROCESS)["number"]
    api.post(f"/api/jobs/{job_id}/cancel")
    (attempt,) = api.get(f"/api/jobs/{job_id}/attempts").json()
    assert (attempt["status"], attempt["error"]["code"]) == ("lost", "cancelled")
    closed = api.value(
        "select jobs.end_attempt(%s, %s, %s, 'completed', %s)",
        job_id,
        PROCESS,
        number,
        json.dumps({"output": {}, "verdict": "completed"}),
    )
    assert closed is False
    assert api.get(f"/api/jobs/{job_id}").json()["status"] == "cancelled"
    assert steps_left(api, job_id) == []
    assert api.value("select outcome from jobs.begin_attempt(%s, 'update-job-status')", job_id) == "final"


def test_a_rerun_is_a_new_job_of_the_same_event(api: Any) -> None:
    failed = api.failed({"event_id": "ticket", "priority": 2})
    answer = rerun(api, failed)
    assert answer.status_code == 202
    new = api.get(f"/api/jobs/{answer.json()['id']}").json()
    assert (new["event_id"], new["rerun_of"], new["rerun_from"]) == ("ticket", failed, None)
    assert (new["status"], new["priority"], new["attempts"]) == ("queued", 2, [])
    assert steps_left(api, new["id"]) == []
    assert api.get(f"/api/jobs/{failed}").json()["status"] == "failed"
    assert api.send(id="ticket") == failed, "the event's id still answers with the first job"


def test_a_rerun_without_a_body_is_a_rerun_of_everything(api: Any) -> None:
    assert api.post(f"/api/jobs/{api.failed()}/rerun").status_code == 202


def test_a_rerun_from_a_step_keeps_what_earlier_steps_left_and_paid(api: Any) -> None:
    failed = api.failed()
    for step, cost in (("validate-job", 1), (PROCESS, 2)):
        api.execute(
            "insert into jobs.provider_call"
            " (job_id, step, provider, fingerprint, state, external_id, response, cost_usd)"
            " values (%s, %s, 'openai', 'f', 'succeeded', 'x', '{\"a\": 1}', %s)",
            [failed, step, cost],
        )
    new = rerun(api, failed, from_step=PROCESS).json()["id"]
    assert steps_left(api, new) == ["validate-job"]
    outcome = "select outcome from jobs.begin_attempt(%s, %s)"
    assert api.value(outcome, new, "validate-job") == "done"
    assert api.value(outcome, new, PROCESS) == "run"
    calls = api.execute(
        "select step, state, external_id, response, cost_usd from jobs.provider_call where job_id = %s", [new]
    ).fetchall()
    assert calls == [("validate-job", "succeeded", "x", {"a": 1}, None)]


def test_a_completed_job_may_be_run_again_from_any_step(api: Any) -> None:
    completed = api.completed()
    for step, kept in (("validate-job", []), (PROCESS, ["validate-job"])):
        answer = rerun(api, completed, from_step=step)
        assert answer.status_code == 202
        assert steps_left(api, answer.json()["id"]) == kept


def test_a_rerun_with_edited_data_is_a_job_of_a_new_event(api: Any) -> None:
    failed = api.failed({"event_id": "ticket", "data": {"text": "Words."}})
    new_id = rerun(api, failed, data={"text": "Other words."}).json()["id"]
    new = api.get(f"/api/jobs/{new_id}").json()
    assert new["rerun_of"] == failed
    event = api.get("/api/events/one", params={"id": new["event_id"]}).json()
    assert event["data"] == {"text": "Other words."}
    assert event["name"] == "jobs/news-analyzer.requested"
    assert api.get("/api/events/one", params={"id": "ticket"}).json()["data"] == {"text": "Words."}


def test_reruns_that_cannot_be(api: Any) -> None:
    failed = api.failed()
    refused: list[tuple[dict[str, Any], int, str]] = [
        ({"from_step": "nope"}, 422, "unknown_step"),
        ({"from_step": "update-job-status"}, 422, "unknown_step"),
        ({"data": {"txt": 1}}, 422, "invalid_event"),
        ({"other": 1}, 422, "invalid_request"),
    ]
    for how, status, code in refused:
        answer = rerun(api, failed, **how)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert rerun(api, failed, data={"txt": 1}).json()["errors"] == [
        {"field": "data.txt", "message": "is not a known field"}
    ]
    fresh = api.send()
    assert rerun(api, fresh).json()["code"] == "not_final"
    api.post(f"/api/jobs/{fresh}/cancel")
    assert rerun(api, fresh, from_step=PROCESS).json()["code"] == "step_not_reached"
    assert rerun(api, fresh).status_code == 202
    assert api.value("select count(*) from jobs.job") == 3
