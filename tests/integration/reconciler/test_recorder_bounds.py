"""What the recorder leaves out, what it cannot read or may not touch, and how much room it takes."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from pipelines.control.recorder import recording
from pipelines.control.recorder.recorded_job import RecordedJob
from pipelines.control.recorder.recorded_workflow import Record, record_of
from tests.integration.reconciler.conftest import Recordings
from tests.integration.reconciler.kubernetes_api import KubernetesApi
from tests.integration.reconciler.recorded_jobs import at_work, counted, ends_as, name_of, phase
from tests.support.rows import Rows
from tests.support.waiting import until


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


def test_a_job_whose_graph_cannot_be_drawn_harms_only_itself(
    jobs: Rows, api: KubernetesApi, recording_with: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = record_of

    def fault(job: RecordedJob, *rest: Any, **known: Any) -> Record:
        if str(job.id) in (bad, shown):
            raise KeyError("a fault of ours")
        return real(job, *rest, **known)

    bad, shown = "", ""
    with recording_with():
        job_id = at_work(jobs)
        ends_as(api, job_id, "Running")
        monkeypatch.setattr(recording, "record_of", fault)
        shown, bad = job_id, jobs.running(executor="warm")
        for one in (shown, bad):
            jobs.complete(one)
        ends_as(api, jobs.completed(executor="warm"), "Succeeded")
        until(lambda: counted(jobs) == (1, 2), said=lambda: counted(jobs))
        assert phase(api, name_of(shown)) == "Error"
