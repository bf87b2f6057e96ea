"""Workflows that people start by hand: the row stays true, and a job has one Workflow at a time."""

from __future__ import annotations

import time

import pytest

from tests.integration.reconciler.conftest import by_hand
from tests.integration.reconciler.kubernetes_api import KubernetesApi
from tests.support.rows import Rows
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("reconciler")


def test_a_workflow_for_a_queued_job_gets_it(table: Rows, api: KubernetesApi) -> None:
    job = table.enqueue()
    api.create(by_hand(job, "trial-x7k2p"))
    row = table.until(job, status="dispatched", workflow="trial-x7k2p")
    assert row["deadline_at"] is not None
    assert table.begin(job, workflow="trial-x7k2p")["outcome"] == "run"
    assert table.begin(job, workflow=f"trial-{job}")["outcome"] == "taken"


def test_a_first_step_that_was_quicker_than_the_watch(table: Rows, api: KubernetesApi) -> None:
    """The step made the job its Workflow's; the reconciler adds until when it may run."""
    job = table.enqueue()
    table.begin(job, workflow="trial-x7k2p")
    api.create(by_hand(job, "trial-x7k2p"))
    api.begin("trial-x7k2p")
    until(lambda: table.job(job)["deadline_at"])
    row = table.job(job)
    assert (row["status"], row["workflow"], row["executor"]) == ("running", "trial-x7k2p", "argo")
    assert row["dispatched_at"] is not None


def test_a_workflow_by_hand_that_vanished_before_anybody_saw_it(table: Rows, api: KubernetesApi) -> None:
    job = table.enqueue()
    table.begin(job, workflow="trial-x7k2p")
    row = table.until(job, generation=1)
    until(lambda: api.names() == [row["workflow"]])


def test_the_first_of_two_gets_the_job_and_the_other_ends(table: Rows, api: KubernetesApi) -> None:
    job = table.enqueue()
    api.create(by_hand(job, "trial-first"))
    table.until(job, workflow="trial-first")
    api.create(by_hand(job, "trial-second"))
    until(lambda: api.terminated("trial-second"))
    assert not api.terminated("trial-first")
    assert table.job(job)["workflow"] == "trial-first"


def test_a_workflow_beside_the_jobs_own_ends(table: Rows, api: KubernetesApi) -> None:
    job = table.dispatch("kubernetes")
    api.create(by_hand(job, f"trial-{job}"))
    api.told()
    api.create(by_hand(job, "trial-x7k2p"))
    until(lambda: api.terminated("trial-x7k2p"))
    assert not api.terminated(f"trial-{job}")
    assert table.job(job)["workflow"] == f"trial-{job}"


def test_a_workflow_of_another_kind_does_not_get_the_job(table: Rows, api: KubernetesApi) -> None:
    job = table.enqueue()
    api.create(by_hand(job, "news-x7k2p", pipeline="news-analyzer"))
    until(lambda: api.terminated("news-x7k2p"))
    assert table.job(job)["status"] == "queued"


def test_a_job_whose_ring_is_stuck_goes_to_the_workflow_by_hand(table: Rows, api: KubernetesApi) -> None:
    """And the trigger, should it come after all, to nobody."""
    job = table.dispatch("argo")
    api.create(by_hand(job, "trial-x7k2p"))
    table.until(job, workflow="trial-x7k2p", status="dispatched")
    api.create(by_hand(job, f"trial-{job}"))
    until(lambda: api.terminated(f"trial-{job}"))
    assert not api.terminated("trial-x7k2p")


def test_a_workflow_for_a_final_job_changes_nothing(table: Rows, api: KubernetesApi) -> None:
    job = table.dispatch("kubernetes")
    table.execute("select jobs.finish(%s, 'failed', '{\"code\": \"x\"}')", [job])
    before = table.job(job)
    api.create(by_hand(job, "trial-x7k2p"))
    assert table.begin(job, workflow="trial-x7k2p")["outcome"] == "final"
    time.sleep(1.2)
    assert {**table.job(job), "workflow_ended_at": None} == before


def test_a_workflow_for_a_job_that_the_local_executor_runs_ends(table: Rows, api: KubernetesApi) -> None:
    job = table.dispatch("local")
    api.create(by_hand(job, "trial-x7k2p"))
    until(lambda: api.terminated("trial-x7k2p"))
    assert table.job(job)["executor"] == "local"
