"""`bgjobs control` as Kubernetes runs it: processes of their own, stopped by SIGTERM or killed."""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.integration.reconciler.conftest import by_hand
from tests.integration.reconciler.kubernetes_api import KubernetesApi, environment_of
from tests.support.rows import Rows
from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[3]
JOB = "news-analyzer"


@dataclass
class Plane:
    process: subprocess.Popen[str]
    port: int

    def healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


Start = Callable[..., Plane]


@pytest.fixture
def environment(tmp_path: Path, api: KubernetesApi, database_url: str) -> dict[str, str]:
    return environment_of(api, tmp_path, database_url)


@pytest.fixture
def start(environment: dict[str, str], table: Rows) -> Iterator[Start]:
    started: list[Plane] = []

    def another(**changes: str) -> Plane:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        told = {**environment, "JOBS_PORT": str(port), **changes}
        command = [sys.executable, "-m", "pipelines", "control"]
        process = subprocess.Popen(command, env=told, stderr=subprocess.PIPE, text=True)
        started.append(Plane(process, port))
        return started[-1]

    yield another
    for plane in started:
        plane.process.kill()
        plane.process.communicate()


def test_it_serves_dispatches_reconciles_and_stops_when_told(
    table: Rows, api: KubernetesApi, start: Start
) -> None:
    plane = start()
    until(plane.healthy)
    job = table.enqueue({"text": "words of a document"}, pipeline=JOB)
    until(lambda: f"{JOB}-{job}" in api.names())
    api.update(f"{JOB}-{job}", phase="Error", message="refused")
    table.until(job, status="failed")
    plane.process.terminate()
    _, said = plane.process.communicate(timeout=PATIENCE)
    assert plane.process.returncode == 0
    lines = [json.loads(line) for line in said.splitlines()]
    events = [line["event"] for line in lines]
    assert [line["action"] for line in lines if line.get("job_id") == str(job)] == ["Settle"]
    assert events[0] == "control_plane_ready"
    assert events[-1] == "control_plane_stopped"
    assert "words of a document" not in said


@pytest.mark.speed
def test_it_stops_within_5_seconds(start: Start) -> None:
    plane = start()
    until(plane.healthy)
    began = time.monotonic()
    plane.process.terminate()
    plane.process.communicate(timeout=PATIENCE)
    assert time.monotonic() - began < 5


def test_the_other_takes_over_when_the_leader_is_killed(
    table: Rows, api: KubernetesApi, start: Start
) -> None:
    planes = [start(), start()]
    for plane in planes:
        until(plane.healthy)
    planes[0].process.kill()
    job = table.enqueue(pipeline=JOB)
    until(lambda: f"{JOB}-{job}" in api.names())
    api.update(f"{JOB}-{job}", phase="Error", message="refused")
    table.until(job, status="failed")
    planes[1].process.kill()
    waits = table.enqueue(pipeline=JOB)
    time.sleep(0.5)
    assert table.job(waits)["status"] == "queued"
    start()
    until(lambda: f"{JOB}-{waits}" in api.names())


def test_a_job_by_hand_gets_its_kinds_time(table: Rows, api: KubernetesApi, start: Start) -> None:
    start()
    job = table.enqueue(pipeline=JOB)
    table.execute("update jobs.job set run_at = now() + interval '1 hour' where id = %s", [job])
    api.create(by_hand(job, "news-by-hand", JOB))
    row = table.until(job, workflow="news-by-hand")
    assert (row["deadline_at"] - row["dispatched_at"]).total_seconds() == pytest.approx(120, abs=20)


def test_what_a_task_cannot_do_for_long_makes_it_not_ready_and_ends_it(table: Rows, start: Start) -> None:
    plane = start(JOBS_TASK_PATIENCE="2")
    until(plane.healthy)
    table.execute("alter table jobs.job rename to hidden")
    try:
        until(lambda: not plane.healthy())
        _, said = plane.process.communicate(timeout=PATIENCE)
    finally:
        table.execute("alter table jobs.hidden rename to job")
    assert plane.process.returncode == 1
    (last,) = (line for line in map(json.loads, said.splitlines()) if line["level"] == "CRITICAL")
    assert last["event"] == "control_plane_gives_up"
    assert re.fullmatch(r"the task \w+ has not lived for \d s: UndefinedTable 42P01 at .*", last["why"])


def test_a_read_only_spell_ends_nothing(
    table: Rows, api: KubernetesApi, server_url: str, start: Start
) -> None:
    """As a failover leaves it for a while: connections stay, and every write is refused."""
    plane = start()
    until(plane.healthy)
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute("set default_transaction_read_only = off")
        try:
            admin.execute("alter system set default_transaction_read_only = on")
            admin.execute("select pg_reload_conf()")
            until(lambda: not plane.healthy())
        finally:
            admin.execute("alter system reset default_transaction_read_only")
            admin.execute("select pg_reload_conf()")
    until(plane.healthy)
    until(lambda: table.value("show transaction_read_only") == "off")
    job = table.enqueue(pipeline=JOB)
    until(lambda: f"{JOB}-{job}" in api.names())
    assert plane.process.poll() is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"JOBS_EXECUTOR": "local"}, "must be argo or kubernetes"),
        ({"JOBS_EXECUTOR": "argo", "JOBS_TRIGGER_URL": "nowhere"}, "JOBS_TRIGGER_URL"),
        ({"JOBS_EXECUTOR": "aliens"}, "JOBS_EXECUTOR"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"KUBECONFIG": "/nowhere"}, "set KUBECONFIG"),
    ],
)
def test_what_must_be_mended_first_is_named(start: Start, changes: dict[str, str], said: str) -> None:
    process = start(**changes).process
    _, warned = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert said in warned
