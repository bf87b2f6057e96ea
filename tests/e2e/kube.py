"""kubectl on the current context, in one namespace."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CLUSTER_BIN = Path.home() / ".cache" / "test-cluster" / "bin"
PATH = os.pathsep.join([os.environ["PATH"], str(CLUSTER_BIN)])
ENVIRONMENT = {**os.environ, "PATH": PATH}


def run(*command: str, stdin: str | None = None, seconds: float = 120, check: bool = True) -> str:
    """What a program says on stdout. Errors: AssertionError with what it said on stderr."""
    ran = subprocess.run(
        command, input=stdin, capture_output=True, text=True, timeout=seconds, check=False, env=ENVIRONMENT
    )
    assert not check or ran.returncode == 0, f"{' '.join(command[:6])}: {ran.stderr.strip()}"
    return ran.stdout


def eventually(look: Callable[[], Any], what: str, seconds: float = 60, pause: float = 0.3) -> Any:
    """The first answer that is something, looked for until the time is over."""
    until = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {what}"
        time.sleep(pause)


class Kube:
    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def __call__(self, *arguments: str, stdin: str | None = None, seconds: float = 120) -> str:
        return run("kubectl", "-n", self.namespace, *arguments, stdin=stdin, seconds=seconds)

    def try_(self, *arguments: str) -> str:
        """The same where it may fail."""
        return run("kubectl", "-n", self.namespace, *arguments, check=False)

    def start(
        self, *arguments: str, stdin: int | None = None, stderr: int | None = None
    ) -> subprocess.Popen[str]:
        """The same as a process that goes on; its stdout is a pipe."""
        command = ("kubectl", "-n", self.namespace, *arguments)
        return subprocess.Popen(
            command, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, text=True, env=ENVIRONMENT
        )

    def get(self, *arguments: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self("get", *arguments, "-o", "json"))
        return found

    def items(self, kind: str, selector: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(kind, *(["-l", selector] if selector else []))["items"]
        return found

    def names(self, kind: str, selector: str = "") -> set[str]:
        return {item["metadata"]["name"] for item in self.items(kind, selector)}

    def apply(self, *objects: dict[str, Any]) -> None:
        manifest = {"apiVersion": "v1", "kind": "List", "items": list(objects)}
        self("apply", "-f", "-", stdin=json.dumps(manifest))

    def secret(self, name: str, key: str) -> str:
        import base64

        return base64.b64decode(self.get("secret", name)["data"][key]).decode()

    def forward(self, target: str, port: int) -> Forward:
        return Forward(self, target, port)


class Forward:
    """A port of this machine that leads to a Service's; opened again when the pod behind it is gone, or when kubectl
    takes connections and carries nothing."""

    def __init__(self, kube: Kube, target: str, port: int) -> None:
        self._kube, self._target, self._port_there = kube, target, port
        self._process: subprocess.Popen[str] | None = None
        self._port = 0

    @property
    def port(self) -> int:
        if self._process is None or self._process.poll() is not None:
            self._open()
        return self._port

    def _open(self) -> None:
        self._process = self._kube.start(
            "port-forward", self._target, f":{self._port_there}", stderr=subprocess.DEVNULL
        )
        assert self._process.stdout is not None
        found = re.search(r":(\d+) ->", self._process.stdout.readline())
        assert found, f"{self._target} cannot be reached"
        self._port = int(found[1])

    def close(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def patiently(self, ask: Callable[[], Any], gone: type[Exception], seconds: float = 60) -> Any:
        """Ask until there is an answer: the pod behind the Service may be replaced at any time."""
        until = time.monotonic() + seconds
        while True:
            try:
                return ask()
            except (gone, AssertionError):
                self.close()  # also for the test after this one
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)
