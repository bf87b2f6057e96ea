"""A child process that answers on one port: started again on the same socket when it ends or hangs."""

from __future__ import annotations

import asyncio
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from pipelines.core.last_line import last_line
from pipelines.core.supervision.pulse import Pulse, TaskFault
from steps.core.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 3.0
LOOK_SECONDS = 0.5  # between looks whether it runs
ASK_SECONDS = 5.0  # between questions, and the longest wait for an answer
START_SECONDS = 30.0  # the longest wait for the first answer
SILENCE_SECONDS = 60.0  # without an answer; then it is ended and started anew
REFUSED = 2  # the exit code of a process that says in one sentence why it does not start


class ChildProcess:
    """`python -m <module> --fd N --with-parent …`, listening on a socket that the parent keeps open.

    Connections made while it restarts wait in the socket's queue. `health`: the path it is asked whether it works.
    Its stdout and stderr go to the file `output`.
    """

    def __init__(
        self,
        name: str,
        module: str,
        listener: socket.socket,
        output: Path,
        *,
        health: str = "/health/live",
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name, self._module, self._socket, self._output = name, module, listener, output
        self._health, self._arguments = health, arguments
        self._environment = dict(os.environ if environment is None else environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._output_before = 0
        self._watched = False

    def start(self) -> None:
        """Start it unless it runs. Errors: OSError."""
        if self._process is not None and self._process.poll() is None:
            return
        self._close_pipe()
        self._output.parent.mkdir(parents=True, exist_ok=True)
        with self._output.open("ab") as output:
            self._output_before = output.tell()
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    self._module,
                    "--fd",
                    str(self._socket.fileno()),
                    "--with-parent",
                    *self._arguments,
                ],
                pass_fds=[self._socket.fileno()],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        os.set_blocking(self._pipe.fileno(), False)

    @property
    def _pipe(self) -> IO[bytes]:
        assert self._process is not None  # noqa: S101  asked for after the start alone
        assert self._process.stdin is not None  # noqa: S101  it is a pipe
        return self._process.stdin

    @property
    def pid(self) -> int:
        """Of the process that was started last; 0 before the first."""
        return 0 if self._process is None else self._process.pid

    def tell(self, line: bytes) -> None:
        """Write this to its stdin; one that does not read misses it."""
        if self._process is not None:
            with suppress(OSError):
                os.write(self._pipe.fileno(), line)

    def ended(self) -> str | None:
        """With which words it ended; None while it runs."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        return last_line(self._output, self._output_before) or f"{self.name} ended with {code}"

    def require_start(self, *, wait: bool) -> None:
        """`wait`: for its first answer. Errors: ConfigurationError `start_refused`, in its own words if it ended."""
        until = time.monotonic() + START_SECONDS
        while True:
            if (words := self.ended()) is not None:
                raise ConfigurationError("start_refused", self._refusal(words))
            if not wait or self._answers(LOOK_SECONDS):
                return
            if time.monotonic() > until:
                raise ConfigurationError("start_refused", f"{self.name} does not answer; see {self._output}")

    def _refusal(self, words: str) -> str:
        if self._process is not None and self._process.returncode == REFUSED:
            return words
        return f"{self.name} does not start: {words}; see {self._output}"

    async def watch(self, pulse: Pulse) -> None:
        """Ask it now and then whether it answers. Errors: TaskFault when it ended."""
        if self._watched:  # an earlier one hangs, if it runs at all
            await asyncio.to_thread(self.end)
        self._watched = True
        self.start()
        loop = asyncio.get_running_loop()
        ask_at = loop.time()
        while (words := self.ended()) is None:
            if loop.time() >= ask_at:
                if await asyncio.to_thread(self._answers, ASK_SECONDS):
                    pulse.beat()
                ask_at = loop.time() + ASK_SECONDS
            await asyncio.sleep(LOOK_SECONDS)
        raise TaskFault(words)

    def _answers(self, seconds: float) -> bool:
        host, port = self._socket.getsockname()[:2]
        connection = http.client.HTTPConnection(host, port, timeout=seconds)
        try:
            connection.request("GET", self._health)
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def end(self) -> None:
        """End the process and keep the socket, so that `start` starts it anew."""
        if self._process is not None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
            self._process.kill()
            self._process.wait()
            self._close_pipe()
            self._process = None

    def _close_pipe(self) -> None:
        if self._process is not None:
            with suppress(OSError):
                self._pipe.close()

    def stop(self) -> None:
        self.end()
        self._socket.close()
