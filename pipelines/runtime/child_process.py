"""A child process that answers on one port: restarted on the same socket when it ends, stopped with its parent."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 3.0


class ChildProcess:
    """`python -m <module> --fd N --with-parent …`, listening on a socket that the parent keeps open.

    Connections made while it restarts wait in the socket's queue. Its stdout and stderr go to the file `output`.
    """

    def __init__(
        self,
        module: str,
        listener: socket.socket,
        output: Path,
        *,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._module, self._socket, self._output, self._arguments = module, listener, output, arguments
        self._environment = dict(os.environ if environment is None else environment)
        self._process: subprocess.Popen[bytes] | None = None

    def keep_running(self) -> None:
        """Start it, or start it again if it ended."""
        if self._process is None or self._process.poll() is not None:
            self._output.parent.mkdir(parents=True, exist_ok=True)
            with self._output.open("ab") as output:
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
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )

    def end(self) -> None:
        """End the process and keep the socket, so that `keep_running` starts it anew."""
        if self._process is not None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        self.end()
        self._socket.close()
