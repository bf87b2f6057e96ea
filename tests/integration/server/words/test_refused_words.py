"""What an endpoint does not have, or nothing has, is refused with the nearest right word."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.serving import Served

NAMED, SOMETHING = re.compile(r"{\w+}"), "00000000-0000-7000-8000-000000000000"


def faults(api: Served, path: str) -> dict[str, str]:
    answer = api.get(path)
    assert answer.status_code == 422, (path, answer.status_code, answer.text[:200])
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    return {fault["field"]: fault["message"] for fault in told["errors"]}


def test_every_endpoint_refuses_a_parameter_that_it_has_not(api: Served) -> None:
    paths = api.get("/api/openapi.json").json()["paths"]
    asked = [path for path, known in paths.items() if path.startswith("/api/") and "get" in known]
    assert len(asked) > 20
    for path in asked:
        assert "nonsense" in faults(api, f"{NAMED.sub(SOMETHING, path)}?nonsense=1"), path


@pytest.mark.parametrize(
    ("path", "field", "sentence"),
    [
        ("/api/jobs?statuss=failed", "statuss", "is no parameter of this endpoint; did you mean status?"),
        ("/api/jobs?zzzz=1", "zzzz", "is no parameter of this endpoint; there are pipeline, status, since"),
        ("/api/pipelines?zzzz=1", "zzzz", "is no parameter of this endpoint; it takes none"),
        ("/api/jobs?status=faild", "status.0", "or 'skipped'; did you mean failed?"),
        ("/api/operations/preview?kind=cancl", "kind", "; did you mean cancel?"),
        ("/api/jobs?pipeline=news-analyser", "pipeline", "; did you mean news-analyzer?"),
        ("/api/schedules?pipeline=news-analyser", "pipeline", "; did you mean news-analyzer?"),
        (
            "/api/events?name=jobs/news-analyser.requested",
            "name",
            "did you mean jobs/news-analyzer.requested?",
        ),
        ("/api/audit?job=nope", "job", "is no job's id"),
        ("/api/jobs/nope", "job_id", "is no job's id"),
    ],
)
def test_the_nearest_is_named(api: Served, path: str, field: str, sentence: str) -> None:
    assert sentence in faults(api, path)[field]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("status=faild", "did you mean failed?"),
        ("time=1dd", "did you mean 1d?"),
        ("pipeline=news-analyser", "did you mean news-analyzer?"),
    ],
)
def test_a_page_says_so_too(api: Served, query: str, sentence: str) -> None:
    assert sentence in api.page("/jobs", **dict([query.split("=")]))


def test_a_pipeline_that_only_the_database_knows_is_known(api: Served) -> None:
    assert api.get("/api/jobs?pipeline=trial").json()["jobs"] == []


def test_a_part_of_an_id_finds_the_job(api: Served) -> None:
    job_id, other = api.send(id="a"), api.send(id="b")
    digits = job_id.replace("-", "")
    for text in (f"{digits[:10]}..{digits[-6:]}", digits[-6:], job_id[:23], digits):
        for path in ("", "/logs", "/explain", "/attempts"):
            assert api.get(f"/api/jobs/{text}{path}").status_code == 200, (text, path)
        assert api.get(f"/api/jobs/{text}").json()["id"] == job_id
        assert job_id in api.page("/jobs", q=text)
        assert other not in api.page("/jobs", q=text)
        assert api.get(f"/jobs/{text}").status_code == 200
    assert api.get("/api/jobs/00000000").json()["code"] == "no_such_job"
    assert api.post(f"/api/jobs/{digits[-6:]}/cancel").json()["id"] == job_id
    assert [act["job_id"] for act in api.get(f"/api/audit?job={digits[-6:]}").json()["acts"]] == [job_id]


def test_a_part_that_two_jobs_have_is_refused_with_both(api: Served) -> None:
    sent = [api.send(id=str(number)) for number in range(2)]
    answer = api.post(f"/api/jobs/{sent[0][:8]}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (422, "ambiguous_id")
    assert all(job_id in answer.json()["errors"][0]["message"] for job_id in sent)
    assert api.get(f"/api/jobs/{sent[0]}").json()["status"] == "queued"
