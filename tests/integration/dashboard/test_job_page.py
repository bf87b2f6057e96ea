"""The page of one job: its error and what to do, its time, its result, its logs and calls."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from steps.core.storage.storage import Storage
from tests.support.rows import JOB, PROCESS, envelope
from tests.support.serving import Served


def test_a_failed_run_says_why_and_what_to_do(site: Served) -> None:
    job_id = site.failed()
    page = site.page(f"/jobs/{job_id}")
    assert "<code>model_refused</code>" in page
    assert "the model refused" in page
    assert "Another model may" in page
    assert "permanent; not tried again" in page
    assert f"keeps validate-job; runs {PROCESS}" in page


@pytest.mark.parametrize(
    ("error", "first"),
    [
        ({"code": "empty_document", "retryable": False}, "Edit and rerun"),
        ({"code": "provider_timeout", "retryable": True}, f"Rerun from {PROCESS}"),
    ],
)
def test_the_first_choice_is_what_can_help(site: Served, error: dict[str, object], first: str) -> None:
    page = site.page(f"/jobs/{site.failed(**error)}")  # type: ignore[arg-type]
    box = page[page.index('<section class="error"') : page.index("</section>")]
    assert first in box[box.index("primary") :].partition("<")[0]


def test_a_run_that_waits_says_for_what(site: Served) -> None:
    assert "No dispatcher is alive" in site.page(f"/jobs/{site.enqueue()}")
    assert "It waits for its time" in site.page(f"/jobs/{site.enqueue(run_at='2099-01-01T00:00:00Z')}")
    assert f"{PROCESS} is running (attempt 1" in site.page(f"/jobs/{site.running()}")


def test_every_attempt_is_shown(site: Served) -> None:
    job_id = site.running()
    wait = {"code": "not_ready", "message": "still working", "retryable": True}
    site.end(job_id, 1, error=wait, status="waiting", exit_code=75)
    for number in (2, 3):
        assert site.begin(job_id)["number"] == number
        if number == 2:
            site.end(
                job_id,
                2,
                error={"code": "provider_timeout", "message": "too slow", "retryable": True},
                exit_code=75,
            )
    page = site.page(f"/jobs/{job_id}")
    assert "still working" in page
    assert "too slow" in page
    assert page.count('class="bar bar-wait"') >= 2
    assert '<span class="badge" title="attempts">3</span>' in page


def test_a_result_is_shown_for_people(site: Served, home: Path) -> None:
    storage = Storage((home.resolve() / "storage").as_uri())
    job_id = site.running()
    report = storage.put(
        f"jobs/{job_id}/report.md",
        b"# The **news**\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n",
        media_type="text/markdown",
    )
    site.complete(job_id, envelope(job_id, artifacts={"report": report.model_dump()}))
    page = site.page(f"/jobs/{job_id}")
    assert "<h2>The <strong>news</strong></h2>" in page
    assert '<td class="align-right">2</td>' in page
    assert "1,200 in, 30 out" in page
    assert f'href="/api/jobs/{job_id}/documents/report"' in page
    assert site.client.get(f"/api/jobs/{job_id}/documents/report").content.startswith(b"# The")


def test_a_report_that_is_gone_is_said(site: Served) -> None:
    job_id = site.running()
    gone = {"report": {"uri": "file:///nowhere/report.md"}}
    site.complete(job_id, envelope(job_id, artifacts=gone))
    page = site.page(f"/jobs/{job_id}")
    assert "The report cannot be read" in page
    assert "A headline" in page


def test_a_large_result_is_cut_on_the_page_only(site: Served) -> None:
    job_id = site.completed(envelope("x", result={"words": "word " * 100_000}))
    page = site.page(f"/jobs/{job_id}")
    assert "This is the beginning only" in page
    assert len(page) < 300_000
    assert len(site.client.get(f"/api/jobs/{job_id}/result").content) > 500_000


def test_logs_are_told_line_by_line(site: Served) -> None:
    page = site.page(f"/jobs/{site.failed()}", tab="logs")
    assert "09:30:00.123" in page
    assert "<strong>step_failed</strong>" in page
    assert "code=model_refused" in page


def test_calls_are_told_with_their_cost(site: Served) -> None:
    job_id = site.completed()
    site.execute(
        "insert into jobs.provider_call (job_id, step, provider, fingerprint, state, usage, cost_usd)"
        " values (%s, %s, 'openai', 'f', 'succeeded', %s, 0.0123)",
        [job_id, PROCESS, json.dumps({"input_tokens": 1500, "output_tokens": 20})],
    )
    page = site.page(f"/jobs/{job_id}", tab="calls")
    assert re.search(r"<dt>Cost</dt><dd>\$0\.0123", page)
    assert '<td class="right">$0.0123</td>' in page
    assert "1,500" in page
    assert "1 provider call last time, $0.0123" in page


def test_a_run_on_the_cluster_leads_to_argo(site: Served) -> None:
    job_id = site.running()
    assert "https://argo.example/workflows/" in site.page(f"/jobs/{job_id}")
    assert f"/{JOB}-{job_id}" in site.page(f"/jobs/{job_id}")
    site.execute("update jobs.job set executor = 'local' where id = %s", [job_id])
    assert "argo.example" not in site.page(f"/jobs/{job_id}")


def test_a_job_that_is_not_known_any_more_is_still_shown(site: Served) -> None:
    job_id = site.enqueue(pipeline="forgotten-job")
    page = site.page(f"/jobs/{job_id}")
    assert "forgotten-job" in page
    assert "forgotten-job" in site.page("/jobs")
    assert "jobs/forgotten-job.requested" in site.page("/events/one", id=job_id)
