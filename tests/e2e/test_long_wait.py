"""speaker-separation where the provider takes its time: no pod waits for it, and nothing that restarts matters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.e2e.installed import Installed
from tests.e2e.kube import eventually
from tests.e2e.test_faults import workflow_controller
from tests.support.samples import sample

JOB = "speaker-separation"
HOUR = 3600
SPEED = 120  # emulated seconds in a real one: an hour takes 30 s


@pytest.fixture
def an_hour_long(installed: Installed) -> Iterator[None]:
    """The provider takes an hour of its own clock; the template looks again after seconds, not a minute."""
    installed.emulate("clock", {"processing_seconds": HOUR, "speed": SPEED})
    template: dict[str, Any] = installed.kube.get("workflowtemplate", JOB)
    for each in template["spec"]["templates"]:
        if each["name"] == f"poll-{JOB}":
            each["retryStrategy"]["backoff"].update({"duration": "1s", "cap": "2s"})
    patched = {"spec": {"templates": template["spec"]["templates"]}}
    former = installed.kube.get("workflowtemplate", JOB)["spec"]["templates"]
    installed.kube("patch", "workflowtemplate", JOB, "--type=merge", "-p", json.dumps(patched))
    yield
    installed.kube(
        "patch", "workflowtemplate", JOB, "--type=merge", "-p", json.dumps({"spec": {"templates": former}})
    )
    installed.emulate("clock", {"processing_seconds": 0})


@pytest.mark.usefixtures("an_hour_long")
def test_an_hour_of_waiting_with_restarts_in_the_middle(
    installed: Installed, measured: Callable[[str, str], None]
) -> None:
    job_id = installed.send(JOB, *sample(JOB))
    eventually(lambda: waits(installed, job_id) >= 2, "it has looked twice", 90)
    pods_between = eventually(
        lambda: not running(installed, job_id), "a moment comes in which no pod of the job is alive", 30, 0.1
    )
    assert pods_between
    controller, deployment = workflow_controller()
    controller("rollout", "restart", deployment)
    installed.emulate("faults", [{"on": "assemblyai.get", "kind": "http", "status": 503, "times": 3}])
    row = installed.final(job_id, 300)
    assert row["status"] == "completed", row["error"]
    attempts = installed.attempts(job_id)
    looked = [each for each in attempts if each["step"] == f"poll-{JOB}"]
    submitted = [each for each in attempts if each["step"] == f"submit-{JOB}"]
    assert len(submitted) == 1, "the recording was paid for once"
    measured(
        "speaker separation, an hour of the provider's time",
        f"{len(looked)} looks, {sum(each['status'] == 'failed' for each in looked)} of them failed",
    )


def waits(installed: Installed, job_id: str) -> int:
    return sum(each["status"] == "waiting" for each in installed.attempts(job_id))


def running(installed: Installed, job_id: str) -> list[str]:
    return [
        each["metadata"]["name"]
        for each in installed.kube.items("pods", f"job-id={job_id}")
        if each["status"]["phase"] in ("Pending", "Running")
    ]
