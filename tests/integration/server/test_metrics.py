"""Figures for Prometheus: right, and never going back."""

from __future__ import annotations

import re
from typing import Any

from pipelines.control.periodic import FIGURES, once
from pipelines.core.supervision.pulse import Pulse

LINE = re.compile(r'^[a-z_]+(\{([a-z_]+="[^"]*",?)*\})? (\d+(\.\d+)?(e-?\d+)?|NaN)$')


def figures(api: Any) -> dict[str, float]:
    answer = api.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert all(LINE.match(line) for line in lines), lines
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def age(api: Any, seconds: int = 60) -> None:
    """What ended now ended a while ago."""
    api.execute(
        "update jobs.job set finished_at = finished_at - make_interval(secs => %s),"
        " queued_at = queued_at - make_interval(secs => %s) where finished_at is not null",
        [seconds, seconds],
    )


def test_figures(api: Any) -> None:
    api.send()
    api.send(run_at="2099-01-01T00:00:00Z")
    running = api.send()
    api.begin(running, "validate-job")
    completed, _ = api.completed(), api.failed()
    api.execute(
        "insert into jobs.provider_call (job_id, step, provider, fingerprint, state, usage, cost_usd)"
        " values (%s, 's', 'openai', 'f', 'succeeded', '{\"input_tokens\": 7, \"cost_usd\": \"1\"}', 0.25)",
        [completed],
    )
    age(api)
    found = figures(api)
    job = 'pipeline="news-analyzer"'
    assert found[f"jobs_queue_depth{{{job}}}"] == 1
    assert found[f"jobs_scheduled{{{job}}}"] == 1
    assert found['jobs_queue_depth{pipeline="gdpr-exporter"}'] == 0
    assert 0 <= found[f"jobs_queue_oldest_seconds{{{job}}}"] < 60
    assert found[f'jobs_live{{{job},status="running"}}'] == 1
    assert found[f'jobs_finished_total{{{job},status="completed"}}'] == 1
    assert found[f'jobs_finished_total{{{job},status="failed"}}'] == 1
    assert found[f'jobs_step_attempts_total{{{job},status="failed",step="process-news-analyzer"}}'] == 1
    assert found[f'jobs_provider_cost_usd_total{{{job},provider="openai"}}'] == 0.25
    assert found[f'jobs_provider_units_total{{kind="input_tokens",{job},provider="openai"}}'] == 7
    assert found[f"jobs_duration_seconds_count{{{job}}}"] == 2
    assert found["jobs_dispatchers"] == 0
    assert (found["jobs_schedules_late_seconds"], found["jobs_schedules_refused"]) == (0, 0)


def test_openmetrics_for_a_scraper_that_asks_for_it(api: Any) -> None:
    answer = api.get(
        "/metrics", headers={"accept": "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"}
    )
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert answer.text.endswith("# EOF\n")


def test_counters_only_grow_and_count_once_even_when_their_jobs_are_gone(api: Any) -> None:
    name = 'jobs_finished_total{pipeline="news-analyzer",status="completed"}'
    before = figures(api).get(name, 0)
    for _ in range(3):
        api.completed()
    assert figures(api).get(name, 0) == before, "what ended just now may still become visible"
    age(api)
    assert figures(api)[name] == figures(api)[name] == before + 3
    api.execute("truncate jobs.event cascade")
    api.completed()
    age(api, 30)
    assert figures(api)[name] == before + 4


def test_upkeep_counts_and_forgets_old_refusals(api: Any) -> None:
    for _ in range(2):
        api.post("/api/events", json={})
    api.execute(
        "update jobs.rejected_event set id = '01000000-0000-7000-8000-000000000000'"
        " where id = (select min(id::text)::uuid from jobs.rejected_event)"
    )
    once(api.app.state.services.settings, FIGURES, Pulse("housekeeping", 60))
    assert api.value("select count(*) from jobs.rejected_event") == 1
