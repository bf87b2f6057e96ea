"""A Kubernetes API that knows Workflows alone, over real HTTP: create, list by pages, watch, patch, delete.

What Argo's controller would do to a Workflow, the tests do by `update`. `faults` answers in place of the API.
"""

from __future__ import annotations

import copy
import json
import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from tests.integration.reconciler.label_selection import patched, seen_by, selected
from tests.support.processes import ROOT
from tests.support.waiting import until

NAMESPACE = "trials"
PATH = f"/apis/argoproj.io/v1alpha1/namespaces/{NAMESPACE}/workflows"


def environment_of(api: KubernetesApi, folder: Path, database_url: str) -> dict[str, str]:
    """The environment of `bgjobs` whose cluster is this API; its home and its kubeconfig lie in `folder`."""
    kubeconfig = {
        "clusters": [{"name": "fake", "cluster": {"server": api.url}}],
        "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": "nobody"}}],
        "users": [{"name": "nobody", "user": {"token": "none"}}],
        "current-context": "fake",
    }
    (folder / "kubeconfig").write_text(yaml.safe_dump(kubeconfig))
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database_url,
        "JOBS_HOME": str(folder),
        "JOBS_EXECUTOR": "kubernetes",
        "JOBS_NAMESPACE": NAMESPACE,
        "KUBECONFIG": str(folder / "kubeconfig"),
    }


class KubernetesApi:
    """Use as a context manager. `answer`: a status and body instead of every answer. `requests`: what was asked."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.objects: dict[str, dict[str, Any]] = {}
        self.history: list[tuple[int, str, dict[str, Any], dict[str, Any] | None]] = []
        self.forgotten = 0  # watches from before this version get 410
        self.version = self.delivered = 100
        self.answer: tuple[int, str] | None = None
        self.requests: list[str] = []
        self._last: dict[str, dict[str, Any]] = {}
        self.most_live = 0  # Workflows at the same time
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> KubernetesApi:
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def record(self, kind: str, workflow: dict[str, Any]) -> None:
        self.version += 1
        workflow["metadata"]["resourceVersion"] = str(self.version)
        before = self._last.get(workflow["metadata"]["name"])
        self._last[workflow["metadata"]["name"]] = now = copy.deepcopy(workflow)
        self.history.append((self.version, kind, now, before))
        self.changed.notify_all()

    def create(self, workflow: dict[str, Any]) -> bool:
        with self.changed:
            name = workflow["metadata"]["name"]
            if name in self.objects:
                return False
            created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            workflow["metadata"] |= {"creationTimestamp": created, "uid": name}
            self.objects[name] = workflow
            self.most_live = max(self.most_live, len(self.live()))
            self.record("ADDED", workflow)
            return True

    def begin(self, name: str, ago: float = 0) -> None:
        """Argo's controller began it so many seconds ago."""
        since = datetime.now(UTC) - timedelta(seconds=ago)
        self.update(name, phase="Running", startedAt=since.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def update(self, name: str, **status: Any) -> None:
        with self.changed:
            self.objects[name].setdefault("status", {}).update(status)
            self.record("MODIFIED", self.objects[name])

    def patch(self, name: str, patch: Any) -> int:
        """A merge patch of the spec, or a JSON patch. Answers with the status."""
        with self.changed:
            if name not in self.objects:
                return 404
            if isinstance(patch, list):
                if (made := patched(self.objects[name], patch)) is None:
                    return 422
                self.objects[name] = made
            else:
                self.objects[name]["spec"].update(patch["spec"])
            self.record("MODIFIED", self.objects[name])
            return 200

    def delete(self, name: str) -> None:
        with self.changed:
            self.record("DELETED", self.objects.pop(name))
            self._last.pop(name)

    def lose_everything(self) -> None:
        """The cluster's memory is gone, and nobody was told."""
        with self.changed:
            self.objects.clear()
            self.version += 1
            self.forgotten = self.version

    def told(self) -> None:
        """Until whoever watches knows of all that was done so far."""
        until(lambda: self.delivered >= self.version)
        time.sleep(0.1)

    def terminated(self, name: str) -> bool:
        return bool(self.objects[name]["spec"].get("shutdown") == "Terminate")

    def names(self) -> list[str]:
        return sorted(self.objects)

    def live(self) -> list[str]:
        """Workflows that have not ended."""
        with self.changed:
            return sorted(
                name for name, workflow in self.objects.items() if "phase" not in workflow.get("status", {})
            )

    def events(self, version: int, seconds: float, selector: str) -> Iterator[bytes]:
        until, done = time.monotonic() + seconds, 0
        with self.changed:
            if version < self.forgotten:
                yield b'{"type": "ERROR", "object": {"kind": "Status", "code": 410}}\n'
                return
        while time.monotonic() < until and self.answer is None:
            with self.changed:
                fresh = [event for event in self.history[done:] if event[0] > version]
                done = len(self.history)
                if not fresh:
                    self.changed.wait(0.05)
            for _, kind, workflow, before in fresh:
                if (event := seen_by(selector, kind, workflow, before)) is not None:
                    yield json.dumps({"type": event[0], "object": event[1]}).encode() + b"\n"
            self.delivered = max([self.delivered, *(event[0] for event in fresh)])


def _handler(api: KubernetesApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def reply(self, status: int, body: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def status(self, code: int, reason: str, kind: str = "workflows") -> None:
            self.reply(
                code,
                json.dumps({"kind": "Status", "reason": reason, "details": {"kind": kind}, "code": code}),
            )

        def body(self) -> Any:
            return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

        def refused(self) -> bool:
            api.requests.append(f"{self.command} {self.path}")
            if api.answer is None and urlsplit(self.path).path.startswith(PATH):
                return False
            if self.headers["Content-Length"]:
                self.body()
            self.reply(*(api.answer or (404, "404 page not found")))
            return True

        def do_POST(self) -> None:
            if not self.refused():
                workflow = self.body()
                created = api.create(workflow)
                self.reply(201, json.dumps(workflow)) if created else self.status(409, "AlreadyExists")

        def do_PATCH(self) -> None:
            if not self.refused():
                body = self.body()
                kind = "json-patch" if isinstance(body, list) else "merge-patch"
                assert self.headers["Content-Type"] == f"application/{kind}+json"
                status = api.patch(self.path.rpartition("/")[2], body)
                self.reply(200, "{}") if status == 200 else self.status(
                    status, "NotFound" if status == 404 else "Invalid"
                )

        def do_GET(self) -> None:
            if self.refused():
                return
            name = urlsplit(self.path).path.removeprefix(PATH).strip("/")
            if name:
                found = api.objects.get(name)
                self.reply(200, json.dumps(found)) if found else self.status(404, "NotFound")
                return
            asked = {key: value[0] for key, value in parse_qs(urlsplit(self.path).query).items()}
            selector = asked["labelSelector"]
            if "watch" in asked:
                self.watch(int(asked["resourceVersion"]), float(asked["timeoutSeconds"]), selector)
                return
            start, size = int(asked.get("continue", 0)), int(asked["limit"])
            with api.changed:
                items = [one for one in api.objects.values() if selected(selector, one)]
                api.delivered = api.version
                about = {"resourceVersion": str(api.version)}
                if start + size < len(items):
                    about["continue"] = str(start + size)
                page = json.dumps({"metadata": about, "items": items[start : start + size]})
            self.reply(200, page)

        def watch(self, version: int, seconds: float, selector: str) -> None:
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for line in api.events(version, seconds, selector):
                self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")

    return Handler
