"""What breaks in a cluster, and that no job is lost or done twice for it. Named for the fault."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.installed import Installed
from tests.e2e.kube import Kube, eventually, run
from tests.support.samples import sample

JOB = "news-analyzer"
Report = Callable[[str, str], None]


@contextmanager
def gone(kube: Kube, selector: str) -> Iterator[None]:
    """The Deployment with these labels has no pods meanwhile."""
    [name] = kube.names("deployment", selector)
    kube("scale", f"deployment/{name}", "--replicas=0")
    kube("wait", "pods", "-l", selector, "--for=delete", "--timeout=60s")
    try:
        yield
    finally:
        kube("scale", f"deployment/{name}", "--replicas=1")
        kube("rollout", "status", f"deployment/{name}", "--timeout=120s")


@pytest.fixture
def slow(installed: Installed) -> None:
    installed.emulate("faults", [{"on": "openai.responses", "kind": "slow", "seconds": 20}])


def processing(installed: Installed, job_id: str) -> str:
    """The pod that runs the process step."""
    pods = eventually(
        lambda: [
            each["metadata"]["name"]
            for each in installed.kube.items("pods", f"job-id={job_id},step=process-{JOB}")
            if each["status"]["phase"] == "Running"
        ],
        "the process step's pod runs",
        120,
    )
    return str(pods[0])


def workflow_controller() -> tuple[Kube, str]:
    """Argo's own, wherever it is installed."""
    found = json.loads(run("kubectl", "get", "deployments", "-A", "-o", "json"))["items"]
    [place] = [each["metadata"] for each in found if each["metadata"]["name"].endswith("workflow-controller")]
    return Kube(place["namespace"]), f"deployment/{place['name']}"


def completed_once(installed: Installed, job_id: str, seconds: float = 180) -> None:
    row = installed.final(job_id, seconds)
    assert row["status"] == "completed", row["error"]
    done = [each for each in installed.attempts(job_id) if each["status"] == "completed"]
    assert len({each["step"] for each in done}) == len(done)


def test_sensor_is_gone(installed: Installed, measured: Report) -> None:
    with gone(installed.kube, "controller=sensor-controller"):
        since = time.monotonic()
        job_id = installed.send(JOB, *sample(JOB))
        eventually(lambda: installed.workflow(f"{JOB}-{job_id}"), "the reconciler makes the Workflow", 60)
        measured("no sensor: Workflow made all the same after", f"{time.monotonic() - since:.1f} s")
        completed_once(installed, job_id)


def test_event_source_is_gone(installed: Installed, measured: Report) -> None:
    with gone(installed.kube, "controller=eventsource-controller"):
        since = time.monotonic()
        job_id = installed.send(JOB, *sample(JOB))
        eventually(lambda: installed.workflow(f"{JOB}-{job_id}"), "the reconciler makes the Workflow", 60)
        measured("no event source: Workflow made all the same after", f"{time.monotonic() - since:.1f} s")
        completed_once(installed, job_id)


@pytest.mark.usefixtures("slow")
def test_pod_killed_mid_step(installed: Installed) -> None:
    job_id = installed.send(JOB, *sample(JOB))
    installed.kube("delete", "pod", processing(installed, job_id), "--grace-period=0", "--force")
    completed_once(installed, job_id)
    tries = [each for each in installed.attempts(job_id) if each["step"] == f"process-{JOB}"]
    assert [each["status"] for each in tries] != ["completed"]


@pytest.mark.usefixtures("slow")
def test_pod_evicted_mid_step(installed: Installed) -> None:
    job_id = installed.send(JOB, *sample(JOB))
    pod = processing(installed, job_id)
    eviction = {
        "apiVersion": "policy/v1",
        "kind": "Eviction",
        "metadata": {"name": pod, "namespace": installed.kube.namespace},
    }
    path = f"/api/v1/namespaces/{installed.kube.namespace}/pods/{pod}/eviction"
    run("kubectl", "create", "--raw", path, "-f", "-", stdin=json.dumps(eviction))
    completed_once(installed, job_id)


@pytest.mark.usefixtures("slow")
def test_control_plane_killed(installed: Installed) -> None:
    job_id = installed.send(JOB, *sample(JOB))
    processing(installed, job_id)
    installed.kube(
        "delete", "pods", "-l", "app.kubernetes.io/component=control", "--grace-period=0", "--force"
    )
    late = installed.enqueue(JOB, sample(JOB)[0])
    completed_once(installed, job_id)
    completed_once(installed, late)
    installed.kube("rollout", "status", "deployment/background-jobs-control", "--timeout=120s")


@pytest.mark.usefixtures("slow")
def test_workflow_controller_restarts(installed: Installed) -> None:
    controller, deployment = workflow_controller()
    job_id = installed.send(JOB, *sample(JOB))
    processing(installed, job_id)
    controller("rollout", "restart", deployment)
    completed_once(installed, job_id)
    controller("rollout", "status", deployment, "--timeout=120s")


def test_workflow_controller_is_away_for_an_hour(installed: Installed, measured: Report) -> None:
    """The hour passes in the job's row."""
    controller, deployment = workflow_controller()
    controller("scale", deployment, "--replicas=0")
    controller("wait", "pods", "-l", "app=workflow-controller", "--for=delete", "--timeout=60s")
    try:
        job_id = installed.send(JOB, *sample(JOB))
        eventually(lambda: installed.workflow(f"{JOB}-{job_id}"), "the Workflow is there")
        installed.rows(
            "update jobs.job set dispatched_at = dispatched_at - interval '1 hour',"
            " deadline_at = deadline_at - interval '1 hour' where id = %s returning id",
            job_id,
        )
        time.sleep(5)
        assert installed.job(job_id)["status"] == "dispatched"
    finally:
        controller("scale", deployment, "--replicas=1")
        controller("rollout", "status", deployment, "--timeout=120s")
    since = time.monotonic()
    completed_once(installed, job_id)
    measured(
        "Argo's controller back after an hour: job completed within", f"{time.monotonic() - since:.1f} s"
    )


def test_template_is_missing(installed: Installed) -> None:
    """Argo refuses the Workflow; its words are the job's error."""
    template = installed.kube.get("workflowtemplate", JOB)
    installed.kube("delete", "workflowtemplate", JOB)
    try:
        row = installed.final(installed.send(JOB, *sample(JOB)), 30)
    finally:
        kept = {key: template["metadata"][key] for key in ("name", "labels", "annotations")}
        installed.kube.apply({**template, "metadata": kept})
    assert (row["status"], row["error"]["code"]) == ("failed", "workflow_error")
    assert JOB in row["error"]["message"]


@pytest.mark.usefixtures("slow")
def test_postgres_restarts(installed: Installed) -> None:
    """The volume stays; whoever talked to it connects again."""
    job_id = installed.send(JOB, *sample(JOB))
    processing(installed, job_id)
    kube = installed.kube
    kube("delete", "pod", "background-jobs-postgresql-0", "--grace-period=1")
    kube("rollout", "status", "statefulset/background-jobs-postgresql", "--timeout=120s")
    completed_once(installed, job_id)


@pytest.mark.usefixtures("slow")
def test_postgres_fails_over(installed: Installed) -> None:
    """Away for most of a minute: the steps wait for it and use up no retries."""
    job_id = installed.send(JOB, *sample(JOB))
    processing(installed, job_id)
    kube, database = installed.kube, "statefulset/background-jobs-postgresql"
    kube("scale", database, "--replicas=0")
    time.sleep(40)
    kube("scale", database, "--replicas=1")
    kube("rollout", "status", database, "--timeout=120s")
    completed_once(installed, job_id)
    assert {each["number"] for each in installed.attempts(job_id)} == {1}
