"""What people do to the Workflow that shows a job without pods is done to the job; the reconciler leaves it alone."""

from __future__ import annotations

import time

import pytest

from tests.integration.reconciler.conftest import by_hand
from tests.integration.reconciler.kubernetes_api import KubernetesApi
from tests.support.rows import Rows
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("reconciler")


def shown(table: Rows, api: KubernetesApi) -> tuple[str, str]:
    """A warm job at work and its recorded Workflow, by name."""
    job_id = table.dispatch("warm")
    name = f"trial-{job_id}"
    labels = {"executor": "warm", "record": "live", "workflows.argoproj.io/completed": "true"}
    workflow = by_hand(job_id, name)
    workflow["metadata"]["labels"] |= labels
    workflow["status"] = {"phase": "Running"}
    api.create(workflow)
    table.begin(job_id, workflow=name)
    api.told()
    return job_id, name


@pytest.mark.parametrize(("shutdown", "actor"), [("Stop", "argo stop"), ("Terminate", "argo terminate")])
def test_stopping_it_cancels_the_job(table: Rows, api: KubernetesApi, shutdown: str, actor: str) -> None:
    job_id, name = shown(table, api)
    api.patch(name, {"spec": {"shutdown": shutdown}})
    row = table.until(job_id, status="cancelled")
    assert row["error"]["message"] == f"cancelled on request ({actor} (Kubernetes))"
    acts = table.select("select act, door, actor from jobs.audit where job_id = %s", job_id)
    assert acts == [{"act": "cancelled", "door": "control", "actor": f"{actor} (Kubernetes)"}]


def test_deleting_it_cancels_the_job_and_it_is_not_shown_again(table: Rows, api: KubernetesApi) -> None:
    job_id, name = shown(table, api)
    table.execute(
        "insert into jobs.workflow_record (job_id, generation, workflow, version, bytes) values (%s, 0, %s, 1, 9000)",
        [job_id, name],
    )
    api.delete(name)
    row = table.until(job_id, status="cancelled")
    assert row["error"]["message"] == "cancelled on request (kubectl delete (Kubernetes))"
    assert table.value("select expires_at is not null from jobs.workflow_record where job_id = %s", job_id)


def test_a_record_that_ends_cancels_nothing(table: Rows, api: KubernetesApi) -> None:
    """To a watch it looks deleted, as records of ended jobs are left out of what is watched."""
    job_id, name = shown(table, api)
    table.execute("select jobs.finish(%s, 'completed')", [job_id])
    ended = [{"op": "add", "path": "/metadata/labels/record", "value": "ended"}]
    assert api.patch(name, ended) == 200
    api.told()
    time.sleep(1.5)
    assert table.job(job_id)["status"] == "completed"
    assert table.select("select * from jobs.audit where job_id = %s", job_id) == []
    assert "shutdown" not in api.objects[name]["spec"]


def test_the_reconciler_settles_no_job_without_pods(table: Rows, api: KubernetesApi) -> None:
    job_id, name = shown(table, api)
    unseen = table.dispatch("warm")
    for one in (job_id, unseen):
        table.age(one, 1000)
    later = by_hand(job_id, f"{name}-9")
    later["metadata"]["labels"] = dict(api.objects[name]["metadata"]["labels"])
    later["status"] = {"phase": "Running"}
    api.create(later)
    time.sleep(1.5)
    assert (table.job(job_id)["status"], table.job(unseen)["status"]) == ("running", "dispatched")
    assert api.names() == [name, f"{name}-9"]
    assert not any(api.terminated(one) for one in api.names())


def test_a_workflow_by_hand_for_such_a_job_ends(table: Rows, api: KubernetesApi) -> None:
    job_id, name = shown(table, api)
    api.create(by_hand(job_id, "trial-x7k2p"))
    until(lambda: api.terminated("trial-x7k2p"))
    assert not api.terminated(name)
    assert table.job(job_id)["status"] == "running"
