"""Limits and bulk work on the cluster, by the commands that people use there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from tests.e2e.installed import Installed
from tests.e2e.kube import eventually
from tests.support.samples import sample

JOB = "feedback-analyzer"
LIVE = "select count(*) as live from jobs.job where pipeline = %s and status in ('dispatched', 'running')"
Report = Callable[[str, str], None]


def test_a_pipeline_that_is_bounded_at_run_time_never_has_more_at_work(
    installed: Installed, measured: Report
) -> None:
    installed.jobs("limits", "set", JOB, "2", "--why", "tried by a test")
    try:
        since = time.monotonic()
        jobs = [installed.send(JOB, *sample(JOB)) for _ in range(6)]
        most = 0
        while installed.rows(
            "select 1 as open from jobs.job where id = any (%s::uuid[]) and finished_at is null", jobs
        ):
            most = max(most, installed.rows(LIVE, JOB)[0]["live"])
            assert time.monotonic() - since < 400
            time.sleep(0.5)
    finally:
        installed.jobs("limits", "clear", JOB)
    assert most <= 2
    assert {installed.job(job)["status"] for job in jobs} == {"completed"}
    measured("6 jobs of a pipeline bounded to 2", f"{time.monotonic() - since:.0f} s, at most {most} at work")


def test_a_paused_pipeline_keeps_its_jobs_and_says_so(installed: Installed) -> None:
    installed.jobs("pause", JOB, "--why", "tried by a test")
    try:
        job = installed.send(JOB, *sample(JOB))
        time.sleep(5)
        assert installed.job(job)["status"] == "queued"
        assert "paused" in installed.jobs("explain", job)
    finally:
        installed.jobs("resume", JOB)
    assert installed.final(job)["status"] == "completed"


def test_a_selection_is_run_again_at_its_pace(installed: Installed, measured: Report) -> None:
    tenant = f"tried-{time.time_ns()}"
    data = json.dumps(sample("news-analyzer")[0])
    first = [
        str(installed.rows(
            "select jobs.enqueue('news-analyzer', %s, options => %s::jsonb) as id", data, json.dumps({"tenant": tenant})
        )[0]["id"])
        for _ in range(3)
    ]  # fmt: skip
    for job in first:
        assert installed.final(job, 300)["status"] == "completed"
    installed.jobs("rerun", "--where", f"status=completed tenant={tenant}", "--rate", "2/s", "--why", "tried")
    again = "select id::text, status from jobs.job where rerun_of = any (%s::uuid[])"
    eventually(
        lambda: [row["status"] for row in installed.rows(again, first)] == ["completed"] * 3,
        "three reruns",
        300,
    )
    measured("3 jobs selected by tenant, run again", "3 completed, none twice")
