"""Warm pipelines on the cluster: without a pod start, through kills and upgrades of the processes that run them."""

from __future__ import annotations

import time

import pytest

from tests.e2e.conftest import Report
from tests.e2e.installed import Installed
from tests.e2e.kube import Kube
from tests.e2e.warm.warm_pods import (
    DATA,
    LIGHT,
    PIPELINE,
    SAMPLES,
    ended,
    handed_over_at_most,
    nothing_twice,
    settled,
    warm_pods,
)

ALONE, TOGETHER = 40, 200


@pytest.mark.parametrize("pipeline", [LIGHT, PIPELINE])
def test_a_job_takes_no_pod(installed: Installed, pipeline: str, measured: Report) -> None:
    """From the request to the job's last row; the model's answers in it are the emulator's."""
    data = SAMPLES[pipeline]
    first = installed.final(installed.send(pipeline, data))
    assert (first["status"], first["executor"]) == ("completed", "warm")
    posts, jobs = [], []
    for _ in range(ALONE):
        since = time.monotonic()
        job = installed.send(pipeline, data)
        posts.append(time.monotonic() - since)
        row = installed.final(job)
        assert row["status"] == "completed"
        jobs.append((row["finished_at"] - row["queued_at"]).total_seconds())
    both = [post + job for post, job in zip(posts, jobs, strict=True)]
    measured(f"warm: POST of {pipeline} to its final row", told(both))
    measured("  of it the POST, through kubectl port-forward", told(posts))
    measured("  and the job, from queued to completed", told(jobs))


def told(seconds: list[float]) -> str:
    seconds = sorted(seconds)
    middle, late = seconds[len(seconds) // 2], seconds[len(seconds) * 95 // 100]
    return f"p50 {middle:.3f} s, p95 {late:.3f} s of {len(seconds)}"


def test_many_at_once(installed: Installed, measured: Report) -> None:
    since = time.monotonic()
    ids = [installed.enqueue(PIPELINE, DATA) for _ in range(TOGETHER)]
    ended(installed, ids)
    took = time.monotonic() - since
    measured(
        f"warm: {TOGETHER} jobs, one after the other sent", f"{took:.1f} s, {TOGETHER / took:.1f} a second"
    )


def test_killed_processes_lose_nothing_and_double_nothing(installed: Installed, kube: Kube) -> None:
    ids = []
    for _ in range(4):
        ids += [installed.enqueue(PIPELINE, DATA) for _ in range(20)]
        kube("delete", "pod", warm_pods(kube)[0], "--grace-period=0", "--force")
    ended(installed, ids)
    nothing_twice(installed, ids)


def test_an_upgrade_in_the_midst_of_work_fails_no_attempt(installed: Installed, kube: Kube) -> None:
    settled(installed, kube)
    ids = [installed.enqueue(PIPELINE, DATA) for _ in range(20)]
    kube("rollout", "restart", "deployment/background-jobs-warm")
    for _ in range(20):
        ids += [installed.enqueue(PIPELINE, DATA) for _ in range(5)]
        time.sleep(0.5)
    kube("rollout", "status", "deployment/background-jobs-warm", "--timeout=180s", seconds=200)
    ended(installed, ids)
    handed_over_at_most(installed, ids)


def test_where_it_runs_changes_between_two_jobs(installed: Installed) -> None:
    installed.jobs("pipelines", "set", PIPELINE, "--runs", "pod", "--why", "one pod")
    try:
        row = installed.final(installed.send(PIPELINE, DATA))
        assert (row["status"], row["executor"]) == ("completed", "argo")
        workflow = installed.workflow(row["workflow"])
        assert workflow is not None
        assert workflow["spec"]["workflowTemplateRef"]["name"] == f"{PIPELINE}-pod"
    finally:
        installed.jobs("pipelines", "set", PIPELINE, "--runs", "warm", "--why", "this test")


def test_the_processes_say_what_they_are(installed: Installed) -> None:
    told = [line.split("\t") for line in installed.jobs("pipelines").splitlines()]
    assert [line[:3] for line in told if line[0] == PIPELINE] == [[PIPELINE, "warm", "2"]]
