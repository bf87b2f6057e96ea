"""The chart as it is installed for these tests, and the ways to talk to what it installed."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from pipelines.core import trigger
from steps.core.status import FINAL
from tests.e2e.kube import Forward, Kube, eventually, run


class Installed:
    """`ports`: where this machine reaches postgresql, the trigger, the server and the emulators."""

    def __init__(self, kube: Kube, ports: dict[str, Forward]) -> None:
        self.kube, self.ports = kube, ports
        self.token = self.trigger_token()
        self._database_url = kube.secret("background-jobs-postgresql", "DATABASE_URL")
        self._api_token = ""

    def trigger_token(self) -> str:
        """As it is now: an event source that is installed anew has a new one."""
        return self.kube.secret("background-jobs-trigger", "token")

    @property
    def database_url(self) -> str:
        place = f"@127.0.0.1:{self.ports['postgresql'].port}/"
        return self._database_url.replace("@background-jobs-postgresql/", place)

    def rows(self, query: str, *params: object) -> list[dict[str, Any]]:
        def ask() -> list[dict[str, Any]]:
            with psycopg.connect(
                self.database_url, autocommit=True, row_factory=dict_row, connect_timeout=10
            ) as connection:
                return connection.execute(query.encode(), params).fetchall()

        found: list[dict[str, Any]] = self.ports["postgresql"].patiently(ask, psycopg.OperationalError)
        return found

    def enqueue(self, pipeline: str, data: dict[str, Any], event_id: str | None = None) -> str:
        return str(
            self.rows("select jobs.enqueue(%s, %s, %s) as id", pipeline, json.dumps(data), event_id)[0]["id"]
        )

    def job(self, job_id: str) -> dict[str, Any]:
        [row] = self.rows("select * from jobs.job where id = %s", job_id)
        return row

    def attempts(self, job_id: str) -> list[dict[str, Any]]:
        return self.rows("select * from jobs.attempt where job_id = %s order by started_at", job_id)

    def final(self, job_id: str, seconds: float = 120) -> dict[str, Any]:
        """The job's row once it changes no more."""
        found: dict[str, Any] = eventually(
            lambda: row if (row := self.job(job_id))["status"] in FINAL else None,
            f"job {job_id} is final",
            seconds,
        )
        return found

    def workflow(self, name: str) -> dict[str, Any] | None:
        found = self.kube.try_("get", "workflow", name, "-o", "json")
        return json.loads(found) if found else None

    def submit(self, pipeline: str, job_id: str, name: str) -> None:
        """As a person does it by hand."""
        run("argo", "-n", self.kube.namespace, "submit", "--from", f"workflowtemplate/{pipeline}", "-p",
            f"job-id={job_id}", "--name", name, "-o", "name")  # fmt: skip

    def trigger(self, body: object, token: str | None = "") -> tuple[int, str]:
        """Post to the event source. `token` None: without any; empty: with the right one."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        told = None if token is None else token or self.token
        return self._post("trigger", trigger.ENDPOINT, data, told)

    def send(
        self, pipeline: str, data: dict[str, Any], document: Path | None = None, event_id: str | None = None
    ) -> str:
        """Through the HTTP API, as an application does; returns the job's id."""
        if document is not None:
            answer = self.api(f"/api/documents?name={document.name}", document.read_bytes())
            data = {**data, "document": answer["document"]}
        event = {"name": f"jobs/{pipeline}.requested", "data": data, **({"id": event_id} if event_id else {})}
        return str(self.api("/api/events", json.dumps(event).encode())["events"][0]["job_id"])

    def api(self, path: str, body: bytes) -> dict[str, Any]:
        if not self._api_token:
            self._api_token = self.jobs("token", "create", f"e2e-{time.time_ns()}", "--scope", "send")
        status, text = self._post("server", path, body, self._api_token)
        assert status < 300, f"{path}: {status} {text}"
        answer: dict[str, Any] = json.loads(text)
        return answer

    def jobs(self, *arguments: str, seconds: float = 120) -> str:
        """The command `bgjobs` where it is in the cluster; what it says on stdout. `seconds`: how long it
        may take."""
        place = ("exec", "deployment/background-jobs-control", "-c", "control", "--")
        return self.kube(*place, "python", "-m", "pipelines", *arguments, seconds=seconds).strip()

    def emulate(self, what: str, body: object) -> None:
        """`faults` or `clock` of the emulators."""
        assert self._post("emulators", f"/emulator/{what}", json.dumps(body).encode(), None)[0] < 300

    def _post(self, service: str, path: str, data: bytes, token: str | None) -> tuple[int, str]:
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"

        def ask() -> tuple[int, str]:
            url = f"http://127.0.0.1:{self.ports[service].port}{path}"
            try:
                with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as refused:
                with refused:
                    return refused.code, refused.read().decode()

        answered: tuple[int, str] = self.ports[service].patiently(ask, OSError)
        return answered


def install(kube: Kube, chart: str, values: Sequence[str]) -> float:
    """Install the chart into a namespace of its own, made anew; returns the seconds until all of it is ready."""
    run("kubectl", "delete", "namespace", kube.namespace, "--ignore-not-found", seconds=300)
    run("kubectl", "create", "namespace", kube.namespace)
    run("kubectl", "label", "namespace", kube.namespace, "pod-security.kubernetes.io/enforce=restricted")
    since = time.monotonic()
    given = [part for value in values for part in ("--set", value)]
    run("helm", "install", "jobs", chart, "-n", kube.namespace, *given)
    _open_volumes(kube)
    for what in (
        "statefulset/background-jobs-postgresql",
        "deployment/background-jobs-control",
        "deployment/background-jobs-warm",
    ):
        kube("rollout", "status", what, "--timeout=180s", seconds=200)
    for owner in ("eventsource-controller", "sensor-controller"):
        selector = f"controller={owner}"
        eventually(partial(kube.names, "deployment", selector), f"the {owner} made its Deployment")
        kube("wait", "deployment", "-l", selector, "--for=condition=Available", "--timeout=120s")
    return time.monotonic() - since


def _open_volumes(kube: Kube) -> None:
    """The test cluster's volumes are folders of this machine that only root may write; elsewhere nothing happens."""
    if run("kubectl", "config", "current-context").strip() != "test-cluster":
        return
    claims = eventually(lambda: _bound(kube), "the volumes are there")
    for claim in claims:
        volume = kube.get("pv", claim["spec"]["volumeName"])
        run("chmod", "a+rwx", volume["spec"]["hostPath"]["path"])
    run("chmod", "a+rx", "/tmp/hostpath_pv")


def _bound(kube: Kube) -> list[dict[str, Any]] | None:
    claims = kube.items("pvc")
    return claims if claims and all("volumeName" in claim["spec"] for claim in claims) else None
