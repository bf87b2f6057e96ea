"""Programs that are started again whenever they end, as an init system or Kubernetes does."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import psutil

LOOK_SECONDS = 0.1


class Service:
    """One program. Its output goes to a file, which the next start goes on with."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        output: Path,
        *,
        environment: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.name, self._command, self._output = name, list(command), output
        self._environment = {**os.environ, **(environment or {})}
        self._pass_fds = list(pass_fds)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """0 before its first start."""
        return self._process.pid if self._process is not None else 0

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment,
                pass_fds=self._pass_fds,
            )

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def children(self, words: str = "") -> list[psutil.Process]:
        """Its living descendants whose command line has these words."""
        try:
            found = psutil.Process(self.pid).children(recursive=True)
            return [one for one in found if words in " ".join(one.cmdline())]
        except psutil.Error:  # it ended just now
            return []


class Keeper:
    """Keeps these services running; a context manager, at whose end they are killed."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="keeper")

    def _keep(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            for service in self._services:
                if not service.runs:
                    service.start()

    def __enter__(self) -> Self:
        for service in self._services:
            service.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        for service in self._services:
            service.end()
