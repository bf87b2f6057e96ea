"""Jobs without pods become Workflows in the cluster, after the fact, whoever dies on the way."""

from __future__ import annotations

import time

import pytest

from tests.integration.reconciler.conftest import URL, Recordings
from tests.integration.reconciler.kubernetes_api import KubernetesApi
from tests.integration.reconciler.recorded_jobs import at_work, counted, ends_as, name_of, phase
from tests.support.rows import Rows
from tests.support.waiting import until


@pytest.mark.usefixtures("recorder")
def test_a_short_job_is_recorded_once_at_its_end(jobs: Rows, api: KubernetesApi) -> None:
    job_id = jobs.completed(executor="warm")
    found = ends_as(api, job_id, "Succeeded")
    assert found["spec"]["ttlStrategy"]["secondsAfterSuccess"] == 3600
    assert found["metadata"]["annotations"]["background-jobs/page"] == f"{URL}/jobs/{job_id}"
    assert found["status"]["progress"] == "3/3"
    time.sleep(1.2)
    assert [asked for asked in api.requests if name_of(job_id) in asked or asked.startswith("POST")] == [
        asked for asked in api.requests if asked.startswith("POST")
    ]
    assert counted(jobs) == (1, 0)


@pytest.mark.usefixtures("recorder")
def test_jobs_of_other_executors_are_not_recorded(jobs: Rows, api: KubernetesApi) -> None:
    for executor in ("local", "kubernetes"):
        jobs.completed(executor=executor)
    ends_as(api, jobs.completed(executor="warm"), "Succeeded")
    assert len(api.objects) == 1


@pytest.mark.usefixtures("recorder")
def test_a_longer_job_is_shown_while_it_is_at_work(jobs: Rows, api: KubernetesApi) -> None:
    young, job_id = jobs.running(executor="warm"), at_work(jobs)
    found = ends_as(api, job_id, "Running")
    assert "ttlStrategy" not in found["spec"]
    assert found["metadata"]["labels"]["workflows.argoproj.io/completed"] == "true"
    assert name_of(young) not in api.objects
    jobs.complete(job_id)
    found = ends_as(api, job_id, "Succeeded")
    assert found["metadata"]["labels"]["record"] == "ended"
    assert found["metadata"]["labels"]["workflows.argoproj.io/phase"] == "Succeeded"
    assert found["spec"]["ttlStrategy"]["secondsAfterSuccess"] == 3600
    assert found["metadata"]["managedFields"] == [{}]


@pytest.mark.usefixtures("recorder")
def test_a_failed_job_says_why(jobs: Rows, api: KubernetesApi) -> None:
    job_id = at_work(jobs)
    ends_as(api, job_id, "Running")
    jobs.fail(job_id)
    found = ends_as(api, job_id, "Failed")
    assert found["status"]["message"] == "model_refused: the model refused"
    assert found["spec"]["ttlStrategy"]["secondsAfterFailure"] == 86400


@pytest.mark.usefixtures("recorder")
def test_each_generation_has_a_workflow_of_its_own(jobs: Rows, api: KubernetesApi) -> None:
    job_id = at_work(jobs)
    ends_as(api, job_id, "Running")
    jobs.execute(
        "update jobs.job set generation = 1, workflow = jobs.workflow_name(pipeline, id, 1) where id = %s",
        [job_id],
    )
    jobs.execute(
        "update jobs.attempt set status = 'lost', finished_at = clock_timestamp(), error = jobs.lost_error('process')"
        " where job_id = %s and status = 'running'",
        [job_id],
    )
    lost = ends_as(api, job_id, "Error")
    assert lost["status"]["message"].endswith(f"the job goes on as {name_of(job_id, 1)}")
    assert "ttlStrategy" in lost["spec"]
    until(lambda: phase(api, name_of(job_id, 1)) == "Running")
    jobs.begin(job_id)
    jobs.end(job_id, 2)
    jobs.attempt(job_id, "update-job-status", verdict="completed")
    until(lambda: phase(api, name_of(job_id, 1)) == "Succeeded")
    nodes = {
        node["displayName"]: node for node in api.objects[name_of(job_id, 1)]["status"]["nodes"].values()
    }
    assert nodes["validate-job"]["phase"] == "Skipped"
    assert nodes["process-news-analyzer(0)"]["phase"] == "Succeeded"


def test_another_recorder_goes_on_where_one_was_killed(
    jobs: Rows, api: KubernetesApi, recording_with: Recordings
) -> None:
    """Also where it could not tell any more what it wrote."""
    job_id, other = at_work(jobs), at_work(jobs)
    with recording_with():
        ends_as(api, job_id, "Running")
        ends_as(api, other, "Running")
    jobs.execute("update jobs.workflow_record set version = -1 where job_id = %s", [other])
    short = jobs.completed(executor="warm")
    for one in (job_id, other):
        jobs.complete(one)
    with recording_with(), recording_with():
        for one in (job_id, other, short):
            ends_as(api, one, "Succeeded")
        until(lambda: counted(jobs) == (3, 0), said=lambda: counted(jobs))


def test_a_cluster_that_is_away_delays_and_loses_nothing(
    jobs: Rows, api: KubernetesApi, recording_with: Recordings
) -> None:
    job_id = at_work(jobs)
    with recording_with():
        ends_as(api, job_id, "Running")
        for answer in ((503, "etcd is away"), (403, "forbidden"), (500, "mvcc: database space exceeded")):
            api.answer = answer
            ended = jobs.completed(executor="warm")
            seen = len(api.requests)
            until(lambda seen=seen: len(api.requests) > seen)  # type: ignore[misc]
            time.sleep(0.7)
            api.answer = None
            ends_as(api, ended, "Succeeded")
        jobs.complete(job_id)
        ends_as(api, job_id, "Succeeded")
        until(lambda: counted(jobs) == (4, 0), said=lambda: counted(jobs))
