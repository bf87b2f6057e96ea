"""All eight pipelines, from a posted event to the result, each step a pod; and what the cluster sees of documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from pipelines import PIPELINES
from tests.e2e.installed import Installed
from tests.e2e.kube import eventually
from tests.support.samples import sample

CANARY = "Zanzibarquartz"


@pytest.fixture(scope="module")
def sent(installed: Installed) -> dict[str, str]:
    """Every pipeline's sample, sent at once; job ids by pipeline."""
    return {pipeline.name: installed.send(pipeline.name, *sample(pipeline.name)) for pipeline in PIPELINES}


@pytest.mark.parametrize("pipeline", [pipeline.name for pipeline in PIPELINES])
def test_a_posted_event_becomes_a_result(
    installed: Installed, sent: dict[str, str], pipeline: str, measured: Callable[[str, str], None]
) -> None:
    row = installed.final(sent[pipeline], 300)
    assert row["status"] == "completed", row["error"]
    assert row["executor"] == "argo"
    attempts = installed.attempts(sent[pipeline])
    assert {attempt["status"] for attempt in attempts} <= {"completed", "waiting"}
    assert {attempt["step"] for attempt in attempts} >= {
        "validate-job",
        f"process-{pipeline}",
        "update-job-status",
    }
    [result] = installed.rows(
        "select data from jobs.output where job_id = %s and step = %s", sent[pipeline], f"process-{pipeline}"
    )
    assert result["data"]
    at_work = sum((each["finished_at"] - each["started_at"]).total_seconds() for each in attempts)
    in_all = (row["finished_at"] - row["queued_at"]).total_seconds()
    pods = len({attempt["host"] for attempt in attempts})
    measured(
        f"{pipeline}, all eight at once", f"{in_all:5.1f} s in {pods} pods, {at_work:.2f} s of it in steps"
    )


def everything_that_the_cluster_knows(installed: Installed, job_id: str) -> Iterator[str]:
    kube = installed.kube
    for kind in ("workflow", "pods", "events", "workflowtaskresults"):
        yield json.dumps(kube.items(kind))
    for pod in kube.names("pods", f"job-id={job_id}"):
        yield kube("logs", pod, "--all-containers")
    for owner in ("controller=sensor-controller", "controller=eventsource-controller"):
        yield kube("logs", "-l", owner, "--tail=-1")
    yield kube("logs", "-l", "app.kubernetes.io/component=control", "--all-containers", "--tail=-1")


def test_nothing_of_a_document_or_a_secret_reaches_the_cluster(installed: Installed) -> None:
    text = f"The {CANARY} company of Mr. {CANARY} said on Monday that it would open a plant in {CANARY}. " * 8
    job_id = installed.send("news-analyzer", {"text": text, "source": CANARY})
    workflow = f"news-analyzer-{job_id}"
    eventually(lambda: installed.workflow(workflow), "the Workflow is there")
    assert installed.final(job_id)["status"] == "completed"
    [result] = installed.rows(
        "select data::text as text from jobs.output where job_id = %s and step like 'process-%%'", job_id
    )
    assert CANARY in result["text"], "the canary never sang, so its silence elsewhere means nothing"
    seen = list(everything_that_the_cluster_knows(installed, job_id))
    assert any(job_id in part for part in seen)
    password = installed.kube.secret("background-jobs-postgresql", "password")
    for secret in (CANARY, password, installed.token):
        assert not [part for part in seen if secret in part]


def test_a_schedule_sends_jobs_that_run_in_the_cluster(installed: Installed) -> None:
    """Set in SQL: whichever control plane comes first plans it."""
    definition = {"pipeline": "news-analyzer", "data": sample("news-analyzer")[0], "every": 10}
    installed.rows("select jobs.set_schedule('e2e', %s::jsonb) as made", json.dumps(definition))

    def two() -> list[str]:
        query = "select id::text as id from jobs.job where starts_with(event_id, 'e2e/') order by id"
        found = [row["id"] for row in installed.rows(query)]
        return found if len(found) >= 2 else []

    sent = eventually(two, "two planned times were sent")
    installed.jobs("schedule", "remove", "e2e")
    assert {installed.final(job_id)["status"] for job_id in sent} == {"completed"}


def test_the_demo_of_the_readme(installed: Installed) -> None:
    said = installed.jobs("demo", seconds=600)
    assert f"{len(PIPELINES)} of {len(PIPELINES)} jobs completed" in said
