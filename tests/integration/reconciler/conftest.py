"""Dispatcher and reconciler on a real Postgres, beside a Kubernetes API whose controller is the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from pipelines.control.reconciler import informer, reconciliation
from pipelines.control.reconciler.reconciler import Reconciler
from pipelines.control.recorder.recorder import Recorder
from pipelines.control.recorder.recording import Recording
from pipelines.control.workflows import Workflows
from pipelines.core.rendered.graph import templates
from tests.integration.reconciler.kubernetes_api import NAMESPACE, KubernetesApi
from tests.support.processes import in_thread, supervised
from tests.support.rows import Rows
from tests.support.waiting import until

BUDGETS = {"trial": 120.0}
URL = "https://jobs.example.com"
Recordings = Callable[..., Any]


def client_of(api: KubernetesApi) -> Workflows:
    from kubernetes import client

    settings = client.Configuration(host=api.url)
    settings.retries = False
    return Workflows(client.CustomObjectsApi(client.ApiClient(settings)), NAMESPACE)


def by_hand(job_id: str, name: str, pipeline: str = "trial") -> dict[str, Any]:
    """What `argo submit --from workflowtemplate/<job>` creates, once the controller has put the labels on it."""
    return {
        "metadata": {"name": name, "labels": {"pipeline": pipeline, "job-id": job_id}},
        "spec": {"workflowTemplateRef": {"name": pipeline}},
    }


@pytest.fixture
def table(connection: psycopg.Connection[Any]) -> Rows:
    connection.execute("truncate jobs.event cascade")
    return Rows(connection, "trial", BUDGETS["trial"])


@pytest.fixture
def api() -> Iterator[KubernetesApi]:
    with KubernetesApi() as api:
        yield api


@pytest.fixture
def reconciling(api: KubernetesApi, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """`with reconciling():` a reconciler of its own leads."""
    monkeypatch.setattr(informer, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(reconciliation, "GRACE_SECONDS", 1.5)

    def start() -> Any:
        return in_thread(supervised(Reconciler(database_url, client_of(api), BUDGETS, sweep_seconds=1).start))

    return start


@pytest.fixture(name="reconciler")
def _reconciler(reconciling: Callable[[], Any], table: Rows, api: KubernetesApi) -> Iterator[None]:
    """One that leads and watches already."""
    with reconciling():
        until(lambda: any("watch=" in asked for asked in api.requests))
        yield


@pytest.fixture(name="jobs")
def _jobs(connection: psycopg.Connection[Any], table: Rows) -> Rows:
    connection.execute("truncate jobs.workflow_record, jobs.tally")
    connection.execute("update jobs.recorder_mark set decided_to = clock_timestamp()")
    return Rows(connection)


@pytest.fixture(name="recording_with")
def _recording_with(api: KubernetesApi, database_url: str) -> Recordings:
    """`with recording_with(rate=1):` a recorder of its own leads."""

    def start(**known: Any) -> Any:
        settings = Recording(**{"rate": 20.0, "at_most": 50_000, "public_url": URL, **known})
        return in_thread(supervised(Recorder(database_url, client_of(api), templates, settings).start))

    return start


@pytest.fixture
def recorder(recording_with: Recordings, jobs: Rows) -> Iterator[None]:
    with recording_with():
        yield
