"""Jobs without pods become Workflows in the cluster, after the fact, whoever dies on the way."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from pipelines.control.recorder import recording
from pipelines.control.recorder.recorder import Recorder
from pipelines.control.recorder.recording import Recording
from pipelines.core.rendered.graph import templates
from tests.integration.reconciler.conftest import client_of
from tests.integration.reconciler.kubernetes_api import KubernetesApi
from tests.support.processes import in_thread, supervised
from tests.support.rows import Rows
from tests.support.waiting import until

Recordings = Callable[..., Any]
URL = "https://jobs.example.com"


@pytest.fixture(name="jobs")
def _jobs(connection: psycopg.Connection[Any], table: Rows) -> Rows:
    connection.execute("truncate jobs.workflow_record, jobs.tally")
    connection.execute("update jobs.recorder_mark set decided_to = clock_timestamp()")
    return Rows(connection)


@pytest.fixture(name="recording_with")
def _recording_with(api: KubernetesApi, database_url: str) -> Recordings:
    """`with recording_with(rate=1):` a recorder of its own leads."""

    def start(**known: Any) -> Any:
        settings = Recording(**{"rate": 20.0, "public_url": URL, **known})
        return in_thread(supervised(Recorder(database_url, client_of(api), templates, settings).start))

    return start


@pytest.fixture
def recorder(recording_with: Recordings, jobs: Rows) -> Iterator[None]:
    with recording_with():
        yield


def at_work(jobs: Rows, ago: float = 3) -> str:
    """A warm job whose process step has been at work for so long."""
    job_id = jobs.running(executor="warm")
    jobs.age(job_id, ago)
    return job_id


def phase(api: KubernetesApi, name: str) -> str | None:
    found = api.objects.get(name)
    return found["status"]["phase"] if found else None


def name_of(job_id: str, generation: int = 0) -> str:
    return f"news-analyzer-{job_id}" + (f"-{generation}" if generation else "")


def ends_as(api: KubernetesApi, job_id: str, wanted: str) -> dict[str, Any]:
    until(lambda: phase(api, name_of(job_id)) == wanted, said=lambda: api.objects)
    return api.objects[name_of(job_id)]


def counted(jobs: Rows) -> tuple[int, int]:
    """How many were recorded, and left out."""
    rows = dict(jobs.execute("select metric, sum(value) from jobs.tally group by metric").fetchall())
    return int(rows.get("workflows_recorded", 0)), int(rows.get("workflows_not_recorded", 0))


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


def test_above_the_rate_failures_come_first_and_the_rest_is_counted(
    jobs: Rows, api: KubernetesApi, recording_with: Recordings
) -> None:
    done = [jobs.completed(executor="warm") for _ in range(60)]
    failed = [jobs.failed({"executor": "warm"}) for _ in range(4)]
    with recording_with(rate=1.0):
        for one in failed:
            ends_as(api, one, "Failed")
        until(lambda: counted(jobs)[1] >= 64 - 30 - 6, said=lambda: counted(jobs))
        names = set(api.objects)
        assert len(names & {name_of(one) for one in done}) <= 5
        assert jobs.value("select count(*) from jobs.workflow_record where bytes = 0") == counted(jobs)[1]


def test_nothing_is_recorded_at_a_rate_of_nothing_but_what_is_shown_ends(
    jobs: Rows, api: KubernetesApi, recording_with: Recordings
) -> None:
    job_id = at_work(jobs)
    with recording_with():
        ends_as(api, job_id, "Running")
    jobs.complete(job_id)
    jobs.completed(executor="warm")
    with recording_with(rate=0.0):
        ends_as(api, job_id, "Succeeded")
        until(lambda: counted(jobs) == (1, 1), said=lambda: counted(jobs))
    assert len(api.objects) == 1


def test_a_row_that_nobody_can_read_harms_only_itself(
    jobs: Rows, api: KubernetesApi, recording_with: Recordings
) -> None:
    shown, bad, good = at_work(jobs), jobs.running(executor="warm"), jobs.completed(executor="warm")
    with recording_with():
        ends_as(api, shown, "Running")
        ends_as(api, good, "Succeeded")
        for one in (bad, shown):
            jobs.execute("update jobs.attempt set started_at = '-infinity' where job_id = %s", [one])
        jobs.complete(bad)
        jobs.begin(shown, "validate-job-again")
        assert ends_as(api, shown, "Error")["spec"]["ttlStrategy"]
        until(lambda: counted(jobs)[1] == 2, said=lambda: counted(jobs))
        ends_as(api, jobs.completed(executor="warm"), "Succeeded")
    assert name_of(bad) not in api.objects
    assert jobs.status(shown) == "running"


@pytest.mark.usefixtures("recorder")
def test_an_object_of_somebody_else_is_left_alone(jobs: Rows, api: KubernetesApi) -> None:
    job_id = jobs.running(executor="warm")
    theirs = {
        "metadata": {"name": name_of(job_id), "labels": {"job-id": job_id}},
        "spec": {},
        "status": {"phase": "Running"},
    }
    api.create(json.loads(json.dumps(theirs)))
    jobs.complete(job_id)
    until(lambda: counted(jobs) == (0, 1), said=lambda: counted(jobs))
    assert phase(api, name_of(job_id)) == "Running"


@pytest.mark.usefixtures("recorder")
def test_the_record_of_a_job_that_was_deleted_ends(jobs: Rows, api: KubernetesApi) -> None:
    job_id = at_work(jobs)
    ends_as(api, job_id, "Running")
    jobs.execute("delete from jobs.job where id = %s", [job_id])
    assert ends_as(api, job_id, "Error")["spec"]["ttlStrategy"]


def test_what_expired_counts_until_it_is_gone(
    jobs: Rows, api: KubernetesApi, recording_with: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "TIDY_SECONDS", 0.1)
    with recording_with():
        job_id = jobs.completed(executor="warm")
        ends_as(api, job_id, "Succeeded")
        until(lambda: counted(jobs) == (1, 0))
        jobs.execute("update jobs.recorder_mark set decided_to = clock_timestamp() + interval '1 minute'")
        jobs.execute("update jobs.workflow_record set expires_at = clock_timestamp() - interval '1 hour'")
        time.sleep(1.5)
        assert jobs.value("select count(*) from jobs.workflow_record") == 1
        api.delete(name_of(job_id))
        until(lambda: jobs.value("select count(*) from jobs.workflow_record") == 0)


def test_the_room_in_etcd_is_not_exceeded(jobs: Rows, api: KubernetesApi, recording_with: Recordings) -> None:
    other = jobs.completed(executor="local")
    jobs.execute(
        "insert into jobs.workflow_record values (%s, 0, 'x', 0, 500000000, clock_timestamp() + interval '1 day')",
        [other],
    )
    with recording_with():
        jobs.failed({"executor": "warm"})
        until(lambda: counted(jobs) == (0, 1), said=lambda: counted(jobs))
    assert api.objects == {}
