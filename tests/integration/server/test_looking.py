"""GET /api/jobs and what hangs below it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest


def ids(api: Any, **params: Any) -> list[str]:
    answer = api.get("/api/jobs", params=params)
    assert answer.status_code == 200, answer.text
    return [job["id"] for job in answer.json()["jobs"]]


def test_lists_are_filtered(api: Any) -> None:
    queued, failed = api.send(id="ticket-7"), api.failed()
    completed = api.completed()
    assert ids(api) == [completed, failed, queued]
    assert ids(api, status="failed") == [failed]
    assert ids(api, status=["failed", "cancelled"]) == [failed]
    assert ids(api, status=["failed", "queued"]) == [failed, queued]
    assert ids(api, pipeline="news-analyzer", status="completed") == [completed]
    assert ids(api, pipeline="gdpr-exporter") == []
    hour = timedelta(hours=1)
    now = datetime.now(UTC)
    assert len(ids(api, since=(now - hour).isoformat(), until=(now + hour).isoformat())) == 3
    assert ids(api, since=(now + hour).isoformat()) == []
    assert ids(api, until=(now - hour).isoformat()) == []


@pytest.mark.parametrize(
    "of", [lambda job: job, lambda job: job[:13], lambda job: job.replace("-", "")[:20].upper()]
)
def test_a_job_is_found_by_the_beginning_of_its_id(api: Any, of: Any) -> None:
    found = api.send()
    assert found in ids(api, q=of(found))


def test_a_job_is_found_by_its_event_and_by_words_of_its_error(api: Any) -> None:
    api.send(id="ticket-7")
    failed = api.failed({"event_id": "ticket-8"})
    assert ids(api, q="ticket-8") == [failed]
    for words in ("model_refused", "refus", "The model", "process-news-analyzer", "model   REFUSED"):
        assert ids(api, q=words) == [failed], words
    for words in ("nothing of the kind", "'; drop table jobs.job; --", "& | !", "%", "\\"):
        assert ids(api, q=words) == []
    assert ids(api, q="model", status="completed") == []


def test_pages_hold_every_job_once_even_while_new_ones_come(api: Any) -> None:
    made = [api.send() for _ in range(7)]
    seen: list[str] = []
    after = None
    while True:
        page = api.get("/api/jobs", params={"limit": 2} | ({"after": after} if after else {})).json()
        seen += [job["id"] for job in page["jobs"]]
        api.send()
        if (after := page["next"]) is None:
            break
    assert seen[1:] == made[::-1][1:]
    assert len(seen) == 7


def test_one_job_with_its_attempts_result_and_logs(api: Any) -> None:
    job_id = api.completed({"result": {"title": "<script>alert(1)</script>"}})
    job = api.get(f"/api/jobs/{job_id}").json()
    assert job["status"] == "completed"
    assert "result" not in job
    steps = [attempt["step"] for attempt in job["attempts"]]
    assert steps == ["validate-job", "process-news-analyzer", "update-job-status"]
    assert api.get(f"/api/jobs/{job_id}/attempts").json() == job["attempts"]
    result = api.get(f"/api/jobs/{job_id}/result")
    assert result.json() == {"result": {"title": "<script>alert(1)</script>"}}
    assert result.headers["content-type"] == "application/json"
    failed = api.failed(log='{"event": "step_failed"}')
    assert api.get(f"/api/jobs/{failed}/logs").json() == [
        {"step": "process-news-analyzer", "number": 1, "lines": [{"event": "step_failed"}]}
    ]
    assert api.get(f"/api/jobs/{job_id}/logs").json() == []


@pytest.mark.parametrize(
    "stored",
    ["{}", '"out of memory"', "[1]", '{"code": 7, "message": null, "step": ["x"], "attempt": "one"}'],
)
def test_an_error_that_somebody_else_wrote_breaks_nothing(api: Any, stored: str) -> None:
    job_id = api.failed()
    api.connection.execute("update jobs.job set error = %s where id = %s", [stored, job_id])
    api.connection.execute("update jobs.attempt set error = %s where job_id = %s", [stored, job_id])
    assert api.get(f"/api/jobs/{job_id}").json()["error"]["retryable"] is False
    assert job_id in ids(api)
    for path in (f"/api/jobs/{job_id}/explain", "/jobs", f"/jobs/{job_id}", f"/jobs/{job_id}?tab=calls"):
        assert api.get(path).status_code == 200, path


def test_a_job_without_a_result_says_how_it_stands(api: Any) -> None:
    answer = api.get(f"/api/jobs/{api.failed()}/result")
    assert answer.status_code == 404
    assert answer.json()["detail"] == "the job is failed and has left no result"


@pytest.mark.parametrize("part", ["", "/result", "/attempts", "/logs", "/explain", "/documents/report"])
def test_a_job_that_is_not_there(api: Any, part: str) -> None:
    assert api.get(f"/api/jobs/{uuid.uuid4()}{part}").status_code == 404
    answer = api.get(f"/api/jobs/not-an-id{part}")
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert fault["field"] == "job_id"
    assert fault["message"].startswith("is no job's id")


@pytest.mark.parametrize(
    "params", [{"limit": 0}, {"limit": 201}, {"status": "odd"}, {"since": "yesterday"}, {"after": "x"}]
)
def test_wrong_parameters_are_named(api: Any, params: dict[str, Any]) -> None:
    answer = api.get("/api/jobs", params=params)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].split(".")[0] == next(iter(params))
    assert "yesterday" not in answer.text


def test_functions_say_how_they_go_and_what_they_take(api: Any) -> None:
    functions = {function["name"]: function for function in api.get("/api/pipelines").json()}
    assert len(functions) == 8
    assert functions["speaker-separation"]["steps"][2]["polls"]
    assert "text" in functions["news-analyzer"]["event_schema"]["properties"]
    sample = api.get("/api/pipelines/news-analyzer/sample").json()
    assert api.post("/api/events", json=sample).status_code == 202
    with_document = api.get("/api/pipelines/speaker-separation/sample").json()
    assert with_document["data"]["document"]["media_type"] == "audio/wav"
    assert api.post("/api/events", json=with_document).status_code == 202
    assert api.get("/api/pipelines/nope").status_code == 404


def test_explain_says_why_it_waits(api: Any) -> None:
    found = api.get(f"/api/jobs/{api.send()}/explain").json()
    assert found["waiting"] == [
        "No dispatcher is alive, so nothing takes it. Start `bgjobs dev`, or the dispatcher in your cluster."
    ]
    failed = api.get(f"/api/jobs/{api.failed()}/explain").json()
    assert failed["reruns"][0]["from_step"] == "process-news-analyzer"
    assert failed["reruns"][0]["keeps"] == ["validate-job"]
    assert failed["summary"].startswith("failed (model_refused) after ")


def test_health_and_description(api: Any) -> None:
    assert api.get("/health/live").json() == {"status": "live"}
    assert api.get("/health/ready").json() == {"status": "ready"}
    api.execute("update jobs.migration set name = 'x' where name = '0001_tables'")
    try:
        assert api.get("/health/ready").status_code == 503
    finally:
        api.execute("update jobs.migration set name = '0001_tables' where name = 'x'")
    paths = api.get("/api/openapi.json").json()["paths"]
    assert "post" in paths["/api/events"]
    assert api.get("/api/nothing").json()["code"] == "not_found"
    assert api.client.delete("/api/jobs").json()["code"] == "method_not_allowed"
