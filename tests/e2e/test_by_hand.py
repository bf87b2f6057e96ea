"""What people do to Workflows with argo and kubectl: each leaves the job's row true."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.installed import Installed
from tests.e2e.kube import eventually, run
from tests.support.samples import sample

JOB = "news-analyzer"


def argo(installed: Installed, *arguments: str) -> str:
    return run("argo", "-n", installed.kube.namespace, *arguments)


@pytest.fixture
def busy(installed: Installed) -> Iterator[str]:
    """A job whose process step waits for a slow answer."""
    installed.emulate("faults", [{"on": "openai.responses", "kind": "slow", "seconds": 25}])
    job_id = installed.send(JOB, *sample(JOB))
    eventually(
        lambda: [each for each in installed.attempts(job_id) if each["step"] == f"process-{JOB}"],
        "the process step runs",
    )
    yield job_id
    installed.final(job_id)


@pytest.fixture
def queued(installed: Installed) -> Iterator[str]:
    """A job that nobody dispatches."""
    installed.kube("scale", "deployment/background-jobs-control", "--replicas=0")
    installed.kube(
        "wait", "pods", "-l", "app.kubernetes.io/component=control", "--for=delete", "--timeout=60s"
    )
    yield installed.enqueue(JOB, sample(JOB)[0])
    installed.kube("scale", "deployment/background-jobs-control", "--replicas=2")
    installed.kube("rollout", "status", "deployment/background-jobs-control", "--timeout=120s")


def test_submitted_by_hand_before_anybody_dispatched_it(installed: Installed, queued: str) -> None:
    installed.submit(JOB, queued, f"by-hand-{queued}")
    row = installed.final(queued)
    assert (row["status"], row["workflow"]) == ("completed", f"by-hand-{queued}")


def test_rung_by_hand_before_anybody_dispatched_it(installed: Installed, queued: str) -> None:
    event = {"name": f"jobs/{JOB}.requested", "data": {"job_id": queued}}
    assert installed.trigger(event) == (200, "success")
    row = installed.final(queued)
    assert (row["status"], row["workflow"]) == ("completed", f"{JOB}-{queued}")


def test_deleted(installed: Installed, busy: str) -> None:
    installed.kube("delete", "workflow", f"{JOB}-{busy}", "--wait=false")
    row = installed.final(busy, 20)
    assert (row["status"], row["error"]["code"]) == ("failed", "workflow_deleted")


def test_terminated(installed: Installed, busy: str) -> None:
    argo(installed, "terminate", f"{JOB}-{busy}")
    row = installed.final(busy, 60)
    assert (row["status"], row["error"]["code"]) == ("failed", "workflow_terminated")


def test_stopped(installed: Installed, busy: str) -> None:
    argo(installed, "stop", f"{JOB}-{busy}")
    assert installed.final(busy, 60)["status"] == "failed"


def test_retried_after_it_failed(installed: Installed) -> None:
    """The row is final by then, and stays what it was; a rerun is a new job."""
    job_id = installed.enqueue(JOB, {"text": ""})
    assert installed.final(job_id)["status"] == "failed"
    name = f"{JOB}-{job_id}"
    eventually(
        lambda: (installed.workflow(name) or {}).get("status", {}).get("phase") == "Failed", "it failed"
    )
    before = installed.job(job_id)
    argo(installed, "retry", name)
    eventually(
        lambda: (installed.workflow(name) or {}).get("status", {}).get("phase") in ("Failed", "Error"),
        "it failed again",
        90,
    )
    assert installed.job(job_id) == before
