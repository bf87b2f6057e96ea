"""A row that plain SQL wrote and nobody can load harms only itself: everything else is shown, counted and run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines.__main__ import app
from pipelines.server.access.guard import HEADERS
from steps.core.postgres.breaker import Breaker
from steps.core.postgres.connect import connect_to
from tests.support.rows import Rows
from tests.support.serving import Served
from tests.support.trials import Trials, hosting, write_templates

MOMENTS = ("-infinity", "infinity", "4713-01-01 BC", "9999-12-31T23:59:59-05:00", "294276-12-31Z")
DEEP = "[" * 1500 + "]" * 1500
DIGITS = f'{{"text": {"9" * 5000}}}'
TIMES = ("run_at", "queued_at", "dispatched_at", "started_at", "finished_at", "deadline_at")
BAD = [
    *(("event", f"{column} = '{moment}'") for column in ("ts", "received_at") for moment in MOMENTS),
    *(("job", f"{column} = '{moment}'") for column in TIMES for moment in MOMENTS),
    *(("attempt", f"{column} = '{moment}'") for column in ("started_at", "finished_at") for moment in MOMENTS),
    *((table, f"{column} = '{value}'")
      for table, column in [("event", "data"), ("job", "error"), ("attempt", "error"), ("output", "data"),
                            ("provider_call", "usage"), ("provider_call", "response"), ("provider_call", "error")]
      for value in (DEEP, DIGITS, "[1]", '"x"', "1e400", '{"artifacts": ["report"], "input_tokens": 1e5000}')),
    *(("provider_call", f"cost_usd = '{amount}'") for amount in ("NaN", "Infinity", "1e5000", "-Infinity")),
    *(("provider_call", f"updated_at = '{moment}'") for moment in MOMENTS),
    ("attempt", f"log = '{DEEP}\n{DIGITS}\n[]'"),
    ("attempt", "done = -9223372036854775808, total = 9223372036854775807"),
]  # fmt: skip
LISTS = (
    "/api/events",
    "/api/jobs",
    "/events",
    "/jobs",
    "/",
    "/system",
    "/metrics",
    "/pipelines/news-analyzer",
    "/health/ready",
)
KEY = {"event": "id", "job": "id"}


def corrupt(site: Rows, table: str, what: str, job_id: str) -> None:
    """The row of this job as plain SQL may write it."""
    key = KEY.get(table, "job_id")
    value = site.job(job_id)["event_id"] if table == "event" else job_id
    site.connection.execute(f"update jobs.{table} set {what} where {key} = %s", [value])


def with_call(site: Rows, job_id: str) -> str:
    site.execute(
        "insert into jobs.provider_call (job_id, step, provider, fingerprint, state, usage, cost_usd)"
        " values (%s, 'process-news-analyzer', 'openai', 'x', 'succeeded', '{\"input_tokens\": 3}', 0.5)",
        [job_id],
    )
    return job_id


def looked_at(site: Served, *ids: str) -> list[tuple[str, int]]:
    """Every list, page and command that may show these jobs: those that broke."""
    paths = list(LISTS)
    for job_id in ids:
        event = site.value("select event_id from jobs.job where id = %s", job_id)
        paths += [f"/events/one?id={event}", f"/api/events/one?id={event}", f"/api/jobs/{job_id}?result=true"]
        paths += [f"/api/jobs/{job_id}/{part}" for part in ("result", "attempts", "logs", "explain")]
        paths += [f"/jobs/{job_id}?tab={tab}" for tab in ("", "result", "input", "logs", "calls")]
        paths += [f"/pipelines/news-analyzer?rerun_of={job_id}"]
    answers = [(path, site.get(path).status_code) for path in paths]
    return [(path, status) for path, status in answers if status not in (200, 404)]


@pytest.mark.parametrize("first", range(0, len(BAD), 8))
def test_no_list_page_metric_or_command_breaks(site: Served, first: int) -> None:
    """Eight bad rows at a time, each of another job, beside one job that is in order."""
    good = with_call(site, site.completed())
    site.execute("update jobs.job set finished_at = finished_at - interval '1 minute' where id = %s", [good])
    jobs = []
    for table, what in BAD[first : first + 8]:
        jobs.append(with_call(site, site.failed() if table != "output" else site.completed()))
        site.age(jobs[-1], 60)
        corrupt(site, table, what, jobs[-1])
    assert looked_at(site, good, *jobs) == []
    assert good in site.page("/jobs")
    assert (
        f'jobs_finished_total{{pipeline="{site.pipeline}",status="completed"}}' in site.get("/metrics").text
    )
    listed = {job["id"] for job in site.get("/api/jobs?limit=200").json()["jobs"]}
    assert listed == {good, *jobs}
    for arguments in (
        ["list", "--json"],
        *(["show", job_id, "--json"] for job_id in jobs),
        ["explain", jobs[0]],
    ):
        done = CliRunner().invoke(app, arguments)
        assert done.exception is None, (arguments, done.exception)


def test_an_event_in_the_year_10000_is_shown_as_far_as_it_can_be(site: Served) -> None:
    job_id = site.send(id="late")
    corrupt(site, "event", "ts = '9999-12-31T23:59:59-05:00'", job_id)
    (event,) = site.get("/api/events").json()["events"]
    assert (event["id"], event["ts"][:10], event["jobs"][0]["id"]) == ("late", "9999-12-30", job_id)
    assert "late" in site.page("/events")


def test_data_that_cannot_be_read_says_why(site: Served) -> None:
    job_id = site.send(id="deep")
    corrupt(site, "event", f"data = '{DEEP}'", job_id)
    data = site.get("/api/events/one?id=deep").json()["data"]
    assert data["unreadable"] == "is nested more than 200 deep"
    assert data["begins"].startswith("[[[[")


def test_counters_leave_out_what_has_no_sum(site: Served) -> None:
    for cost, usage in (("NaN", '{"input_tokens": 1e5000}'), ("0.25", '{"input_tokens": 7, "name": "x"}')):
        job_id = with_call(site, site.completed())
        site.age(job_id, 60)
        site.execute(
            "update jobs.job set queued_at = queued_at - interval '2 minutes' where id = %s", [job_id]
        )
        site.execute(
            "update jobs.provider_call set cost_usd = %s, usage = %s where job_id = %s", [cost, usage, job_id]
        )
    text = site.get("/metrics").text
    assert 'jobs_provider_cost_usd_total{pipeline="news-analyzer",provider="openai"} 0.25' in text
    assert 'kind="input_tokens",pipeline="news-analyzer",provider="openai"} 7.0' in text


def test_a_breaker_that_never_closes_says_so_in_seconds(database_url: str, site: Served) -> None:
    with connect_to(database_url, "test") as connection:
        breaker = Breaker(connection)
        breaker.open("openai", "provider_billing")
        connection.execute("update jobs.breaker set open_until = 'infinity'")
        with pytest.raises(Exception, match=r"left alone for \d+ more seconds"):
            breaker.check("openai")


@pytest.fixture
def trials(database_url: str, site: Served, tmp_path: Path) -> Any:
    write_templates(tmp_path)
    with hosting(database_url, tmp_path, 100.0), Trials.at(database_url) as found:
        yield found


def test_the_dispatcher_fails_what_it_cannot_load_and_runs_the_rest(trials: Trials) -> None:
    bad = []
    for moment in ("-infinity", "infinity", "4713-01-01 BC", "294276-12-31Z"):
        later = trials.value("select now() + interval '1 hour'")
        bad.append(trials.enqueue(run_at=later))
        corrupt(trials, "job", f"run_at = '{moment}'", bad[-1])
    good = trials.send()
    assert trials.wait(good, *bad) == ["completed", *["failed"] * 4]
    for job_id in bad:
        error = trials.value("select error from jobs.job where id = %s", job_id)
        assert (error["code"], error["message"][:8], error["retryable"]) == ("unreadable", "run_at: ", False)
        assert trials.attempts(job_id) == []


@pytest.mark.parametrize("data", [DEEP, DIGITS])
def test_a_job_whose_data_cannot_be_read_fails_at_its_first_attempt(trials: Trials, data: str) -> None:
    bad = trials.enqueue(run_at=trials.value("select now() + interval '1 hour'"))
    corrupt(trials, "event", f"data = '{data}'", bad)
    trials.execute("update jobs.job set run_at = now() where id = %s", [bad])
    good = trials.send()
    assert trials.wait(good, bad) == ["completed", "failed"]
    error = trials.error(bad)
    assert (error["code"], error["retryable"], error["step"]) == ("unreadable", False, "validate-trial")
    assert error["message"].startswith("data: ")
    assert trials.tries(bad, "validate-trial") == [("failed", 65, "unreadable")]


def test_what_nobody_foresaw_is_a_problem_with_every_header(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("pipelines.server.api.event_routes.find_events", broken)
    monkeypatch.setattr("pipelines.server.pages.event_pages.find_events", broken)
    for path, kind in (("/api/events", "application/problem+json"), ("/events", "text/html; charset=utf-8")):
        answer = site.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (500, kind)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] == "no-store"
        assert "a secret" not in answer.text
    assert json.loads(site.get("/api/events").text)["code"] == "unexpected"
