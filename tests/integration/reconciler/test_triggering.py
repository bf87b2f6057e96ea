"""The executors of a cluster: each job triggered once, faults named, and no more Workflows at once than are allowed."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from pydantic import SecretStr

from pipelines.control.dispatcher import Dispatcher
from pipelines.control.executors.argo import argo, post
from pipelines.control.executors.kubernetes import kubernetes
from pipelines.control.reconciler.reconciler import Reconciler
from pipelines.core import trigger
from steps.core.errors import ConfigurationError, TemporaryError
from steps.core.logs.lines import json_line
from tests.integration.reconciler.conftest import BUDGETS, client_of
from tests.integration.reconciler.kubernetes_api import KubernetesApi
from tests.support.processes import in_thread, supervised
from tests.support.rows import Rows
from tests.support.waiting import until

TOKEN = "canary-token"


class EventSource:
    """Answers as Argo Events' webhook does; keeps what was triggered."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.status = 200
        source = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = source.status
                if self.headers["Authorization"] != f"Bearer {TOKEN}":
                    status = 401
                elif self.path != trigger.ENDPOINT:
                    status = 404
                if status == 200:
                    source.messages.append(json.loads(body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}{trigger.ENDPOINT}"


@pytest.fixture
def source() -> Iterator[EventSource]:
    source = EventSource()
    threading.Thread(target=source.server.serve_forever, args=[0.02], daemon=True).start()
    yield source
    source.server.shutdown()
    source.server.server_close()


def test_a_job_is_rung_for_with_its_ids_alone(table: Rows, database_url: str, source: EventSource) -> None:
    dispatcher = Dispatcher(database_url, argo(source.url, SecretStr(TOKEN)), BUDGETS, live_workflows=50)
    with in_thread(supervised(dispatcher.start)):
        job = table.enqueue({"n": 1, "text": "words of a document"})
        until(lambda: source.messages)
    assert source.messages == [
        {
            "name": "jobs/trial.requested",
            "data": {"job_id": job, "workflow": f"trial-{job}", "runs": "pods"},
        }
    ]
    row = table.job(job)
    assert (row["status"], row["executor"]) == ("dispatched", "argo")


@pytest.mark.parametrize(
    ("status", "token", "path", "error", "said"),
    [
        (200, "wrong", trigger.ENDPOINT, ConfigurationError, "trigger_refused"),
        (200, TOKEN, "/elsewhere", ConfigurationError, "trigger_misplaced"),
        (500, TOKEN, trigger.ENDPOINT, TemporaryError, "trigger_unavailable"),
    ],
)
def test_what_hinders_a_ring_is_named_without_the_token(
    source: EventSource, status: int, token: str, path: str, error: type[Exception], said: str
) -> None:
    source.status = status
    with pytest.raises(error, match=said) as caught:
        post(source.url.replace(trigger.ENDPOINT, path), SecretStr(token), {})
    assert token not in str(caught.value)


def test_an_event_source_that_is_away_is_rung_again(
    table: Rows, database_url: str, source: EventSource, caplog: pytest.LogCaptureFixture
) -> None:
    source.status = 500
    dispatcher = Dispatcher(database_url, argo(source.url, SecretStr(TOKEN)), BUDGETS, live_workflows=50)
    with in_thread(supervised(dispatcher.start)):
        job = table.enqueue()
        until(lambda: "trigger_unavailable" in "\n".join(map(json_line, caplog.records)))
        source.status = 200
        until(lambda: source.messages)
    assert table.job(job)["status"] == "dispatched"


def test_a_token_that_no_header_can_hold_fails_no_job(
    table: Rows, database_url: str, source: EventSource, caplog: pytest.LogCaptureFixture
) -> None:
    dispatcher = Dispatcher(database_url, argo(source.url, SecretStr("\u2603")), BUDGETS, live_workflows=50)
    with in_thread(supervised(dispatcher.start)):
        job = table.enqueue()
        until(lambda: "not_triggered" in caplog.text)
    assert table.job(job)["status"] == "dispatched"


@pytest.mark.parametrize("url", ["", "background-jobs-eventsource-svc:12000/jobs", "file:///jobs"])
def test_a_trigger_url_that_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="JOBS_TRIGGER_URL"):
        argo(url, None)


def test_a_workflow_that_is_there_already_is_as_good_as_a_new_one(
    table: Rows, api: KubernetesApi, database_url: str
) -> None:
    dispatcher = Dispatcher(database_url, kubernetes(client_of(api)), BUDGETS, live_workflows=50)
    job = table.enqueue()
    api.create(trigger.workflow("trial", job, f"trial-{job}"))
    with in_thread(supervised(dispatcher.start)):
        table.until(job, status="dispatched")
        until(lambda: any(asked.startswith("POST") for asked in api.requests))
    assert api.names() == [f"trial-{job}"]


def test_two_dispatchers_keep_the_limit_and_every_job_gets_one_workflow(
    table: Rows, api: KubernetesApi, database_url: str
) -> None:
    """A controller that ends one Workflow at a time: as one place gets free, one job follows, until all are done."""
    limit, jobs = 7, [table.enqueue({"n": n}) for n in range(40)]
    workflows = client_of(api)
    mains = [
        supervised(Dispatcher(database_url, kubernetes(workflows), BUDGETS, live_workflows=limit).start)
        for _ in range(2)
    ]
    with in_thread(*mains, supervised(Reconciler(database_url, workflows, BUDGETS).start)):
        until(lambda: len(api.live()) >= limit)  # as nothing has ended yet
        for _ in jobs:
            live = until(api.live)
            table.execute("select jobs.finish(%s, 'completed')", [live[0].removeprefix("trial-")])
            time.sleep(0.02)  # the last pod takes a moment to go
            api.update(live[0], phase="Succeeded")
    assert api.most_live == limit
    assert api.names() == sorted(f"trial-{job}" for job in jobs)
    assert {table.job(job)["status"] for job in jobs} == {"completed"}


@pytest.mark.speed
def test_a_direct_ring_becomes_a_workflow_within_a_tenth_of_a_second(
    table: Rows, api: KubernetesApi, database_url: str
) -> None:
    """From the commit of the job to the Workflow's creation, with an API that answers at once; the median of 30."""
    dispatcher = Dispatcher(database_url, kubernetes(client_of(api)), BUDGETS, live_workflows=1000)
    took = []
    with in_thread(supervised(dispatcher.start)):
        for _ in range(30):
            began = time.monotonic()
            name = f"trial-{table.enqueue()}"
            with api.changed:
                assert api.changed.wait_for(partial(api.objects.__contains__, name), 5)
            took.append(time.monotonic() - began)
    assert sorted(took)[15] < 0.1
