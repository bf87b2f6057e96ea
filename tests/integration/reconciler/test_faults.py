"""Each fault that no step and no exit handler can settle: the row becomes true, or the job goes on."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.reconciler.conftest import by_hand
from tests.integration.reconciler.kubernetes_api import KubernetesApi
from tests.support.rows import Rows
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("reconciler")

PROCESS = "process-trial"


@pytest.fixture
def job(table: Rows, api: KubernetesApi) -> str:
    """A job at work: its Workflow is there, its process step runs in `pod-1`."""
    job = table.dispatch("kubernetes")
    api.create(by_hand(job, f"trial-{job}"))
    api.begin(f"trial-{job}")
    table.begin(job, workflow=f"trial-{job}")
    api.told()
    return job


def pod(job: str, number: int, phase: str, message: str = "", code: int | None = None) -> dict[str, Any]:
    """A node of the Workflow's status, as Argo writes it."""
    name = f"trial-{job}"
    node = {
        "id": f"{name}-{number}",
        "type": "Pod",
        "templateName": PROCESS,
        "phase": phase,
        "message": message,
    }
    return {node["id"]: node | ({} if code is None else {"outputs": {"exitCode": str(code)}})}


@pytest.mark.parametrize(("executor", "lost"), [("kubernetes", 11), ("argo", 31)])
def test_a_lost_ring_is_rung_again_and_the_jobs_time_counts_anew(
    table: Rows, api: KubernetesApi, executor: str, lost: int
) -> None:
    job = table.dispatch(executor)
    time.sleep(0.3)
    assert api.names() == []
    table.age(job, lost)
    late = table.job(job)["deadline_at"]
    until(lambda: api.names() == [f"trial-{job}"])
    assert (table.job(job)["deadline_at"] - late).total_seconds() == pytest.approx(lost, abs=2)
    created = api.objects[f"trial-{job}"]
    assert created["spec"]["arguments"]["parameters"] == [{"name": "job-id", "value": job}]
    time.sleep(1.2)
    assert len([asked for asked in api.requests if asked.startswith("POST")]) == 1


def test_a_ring_that_arrives_late_finds_the_workflow_there(table: Rows, api: KubernetesApi) -> None:
    job = table.dispatch("argo")
    table.age(job, 31)
    until(lambda: api.names() == [f"trial-{job}"])
    assert not api.create(by_hand(job, f"trial-{job}"))


def test_a_workflow_that_somebody_deletes_fails_the_job(table: Rows, api: KubernetesApi, job: str) -> None:
    api.delete(f"trial-{job}")
    row = table.until(job, status="failed")
    assert row["error"] == {
        "code": "workflow_deleted",
        "message": "the workflow was deleted",
        "step": PROCESS,
        "attempt": 1,
        "retryable": True,
    }
    assert api.names() == []


def test_a_workflow_deleted_before_its_first_step_fails_the_job(table: Rows, api: KubernetesApi) -> None:
    job = table.dispatch("kubernetes")
    api.create(by_hand(job, f"trial-{job}"))
    api.told()
    api.delete(f"trial-{job}")
    assert table.until(job, status="failed")["error"]["code"] == "workflow_deleted"


def test_a_terminated_workflow_fails_the_job(table: Rows, api: KubernetesApi, job: str) -> None:
    api.patch(f"trial-{job}", {"spec": {"shutdown": "Terminate"}})
    api.update(f"trial-{job}", phase="Failed", message="Stopped with strategy 'Terminate'")
    row = table.until(job, status="failed")
    assert (row["error"]["code"], row["error"]["step"]) == ("workflow_terminated", PROCESS)
    assert table.outcomes(job) == [(1, "lost", None, None)]


def test_a_spec_that_argo_refuses_fails_the_job_with_its_reason(table: Rows, api: KubernetesApi) -> None:
    job = table.dispatch("kubernetes")
    api.create(by_hand(job, f"trial-{job}"))
    said = 'workflowtemplates.argoproj.io "trial" not found'
    api.update(f"trial-{job}", phase="Error", message=said)
    assert table.until(job, status="failed")["error"] == {
        "code": "workflow_error",
        "message": said,
        "step": None,
        "attempt": None,
        "retryable": True,
    }


def test_a_workflow_without_progress_keeps_its_job_until_the_deadline(
    table: Rows, api: KubernetesApi, job: str
) -> None:
    """As when Argo's controller went away while the job ran."""
    api.begin(f"trial-{job}", ago=150)
    table.age(job, 150)  # 30 seconds past its deadline: the exit handler may still speak
    time.sleep(1.3)
    assert table.job(job)["status"] == "running"
    api.begin(f"trial-{job}", ago=161)
    table.age(job, 11)
    row = table.until(job, status="failed")
    assert (row["error"]["code"], row["error"]["step"]) == ("deadline_exceeded", PROCESS)
    until(lambda: api.terminated(f"trial-{job}"))


def test_a_pod_that_never_starts_is_named_in_the_error(table: Rows, api: KubernetesApi) -> None:
    job = table.dispatch("kubernetes")
    api.create(by_hand(job, f"trial-{job}"))
    api.begin(f"trial-{job}", ago=161)
    said = 'ImagePullBackOff: Back-off pulling image "background-jobs/steps:nope"'
    api.update(f"trial-{job}", nodes=pod(job, 1, "Pending", said))
    table.age(job, 161)
    error = table.until(job, status="failed")["error"]
    assert error["code"] == "deadline_exceeded"
    assert error["message"].endswith(f"a pod does not start: {said}")


def test_a_job_that_argo_begins_an_hour_late_has_all_of_its_time(table: Rows, api: KubernetesApi) -> None:
    """As when Argo's controller is away for an hour, or holds the Workflow back."""
    job = table.dispatch("kubernetes")
    api.create(by_hand(job, f"trial-{job}"))
    table.age(job, 3600)
    time.sleep(1.3)
    assert table.job(job)["status"] == "dispatched"
    api.begin(f"trial-{job}")
    until(lambda: table.job(job)["deadline_at"] > datetime.now(UTC) + timedelta(seconds=100))
    assert table.job(job)["status"] == "dispatched"


def test_an_exit_handler_that_failed_is_made_up_for(table: Rows, api: KubernetesApi, job: str) -> None:
    name = f"trial-{job}"
    api.update(name, phase="Failed", nodes={name: {"id": name, "type": "DAG", "phase": "Succeeded"}})
    assert table.until(job, status="completed")["error"] is None


def test_the_first_real_error_is_found_where_the_exit_handler_could_not(
    table: Rows, api: KubernetesApi, job: str
) -> None:
    error = {"code": "provider_down", "message": "no answer", "retryable": True}
    table.end(job, error=error, exit_code=75)
    api.update(
        f"trial-{job}", phase="Failed", message="child failed", nodes=pod(job, 1, "Failed", "exit 75", 75)
    )
    assert table.until(job, status="failed")["error"]["code"] == "provider_down"


@pytest.mark.parametrize(
    ("message", "code", "cause"),
    [
        ("OOMKilled (exit code 137)", 137, "out_of_memory"),
        ("Pod was active on the node longer than the specified deadline", 143, "deadline_exceeded"),
        ("Error (exit code 137)", 137, "killed"),
        ("Error (exit code 3)", 3, "died"),
        ("pod deleted", None, "killed"),
        ("The node was low on resource: memory", None, "killed"),
    ],
)
def test_a_dead_pods_attempt_says_what_it_died_of(
    table: Rows, api: KubernetesApi, message: str, code: int | None, cause: str
) -> None:
    job = table.dispatch("kubernetes")
    name = f"trial-{job}"
    api.create(by_hand(job, name))
    table.begin(job, host=f"{name}-{PROCESS}-7", workflow=name)
    api.update(name, phase="Running", nodes=pod(job, 7, "Failed", message, code))
    until(lambda: table.outcomes(job) == [(1, "failed", code, cause)])
    assert table.job(job)["status"] == "running"
    table.begin(job, host=f"{name}-{PROCESS}-8", workflow=name)
    time.sleep(1.2)
    assert table.outcomes(job)[1] == (2, "running", None, None)


def test_a_step_that_was_told_to_stop_speaks_for_itself(table: Rows, api: KubernetesApi) -> None:
    """Argo calls its pod failed at once; the step still has its grace period to write its row."""
    job = table.dispatch("kubernetes")
    name = f"trial-{job}"
    api.create(by_hand(job, name))
    table.begin(job, host=f"{name}-{PROCESS}-7", workflow=name)
    api.update(name, phase="Running", nodes=pod(job, 7, "Failed", "workflow shutdown with strategy:  Stop"))
    api.told()
    assert table.outcomes(job) == [(1, "running", None, None)]
    error = {"code": "terminated", "message": "…", "retryable": True}
    table.end(job, error=error, exit_code=75)
    time.sleep(2)
    assert table.outcomes(job) == [(1, "failed", 75, "terminated")]


def test_a_cancelled_jobs_workflow_is_ended(table: Rows, api: KubernetesApi, job: str) -> None:
    table.execute('select jobs.cancel(%s, \'{"code": "cancelled"}\')', [job])
    until(lambda: api.terminated(f"trial-{job}"))
    assert table.job(job)["status"] == "cancelled"


def test_a_final_jobs_workflow_may_say_farewell_but_not_stay(
    table: Rows, api: KubernetesApi, job: str
) -> None:
    table.execute("select jobs.finish(%s, 'completed')", [job])
    time.sleep(1.2)
    assert not api.terminated(f"trial-{job}")
    table.age(job, 61)
    until(lambda: api.terminated(f"trial-{job}"))
    assert table.job(job)["workflow_ended_at"] is None
    api.update(f"trial-{job}", phase="Failed")
    until(lambda: table.job(job)["workflow_ended_at"])


def test_what_is_none_of_ours_is_left_alone(table: Rows, api: KubernetesApi) -> None:
    stranger = "00000000-0000-4000-8000-000000000000"
    api.create(by_hand(stranger, "of-another-database"))
    api.create(by_hand("no-uuid", "of-another-program"))
    time.sleep(1.5)
    assert not api.terminated("of-another-database")
    assert not api.terminated("of-another-program")
