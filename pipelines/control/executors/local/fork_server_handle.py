"""The fork server as its pool sees it: started, asked for workers, replaced when it ends or gives no answer."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from pipelines.control.executors.local.messages import Messages
from pipelines.core.last_line import last_line
from steps.core.system.forking import for_forked
from steps.core.system.temporary_folder import TemporaryFolder

MODULE = "pipelines.control.executors.local.fork_server"
START_SECONDS, ANSWER_SECONDS = 60.0, 30.0  # a fork server that needs longer hangs
T = TypeVar("T")


class ForkServerHandle:
    """`ended` is told the pid of each worker that ended and its exit code or -signal, `gone` that the fork server
    ended, and with it all of its workers. `refusal`: what it said when it ended before it was ready."""

    def __init__(
        self,
        environment: Mapping[str, str],
        output: Path,
        *,
        ended: Callable[[int, int], None],
        gone: Callable[[], None],
        preload: Sequence[str] = (),
    ) -> None:
        """`preload`: packages that its workers find imported."""
        self._environment, self._output = for_forked(environment), output
        self._ended, self._gone, self._preload = ended, gone, preload
        self._process: subprocess.Popen[bytes] | None = None
        self._temporary: TemporaryFolder | None = None
        self._control: socket.socket | None = None
        self._ready: asyncio.Future[None] | None = None
        self._forking: deque[asyncio.Future[int]] = deque()
        self._output_before = 0
        self.refusal = ""

    async def ready(self) -> None:
        """Start it unless it runs, and wait until it can fork. Errors: OSError."""
        if self._ready is None or self._process is None or self._process.poll() is not None:
            self.start()
        assert self._ready is not None  # noqa: S101  set by start
        await self._answer(self._ready, START_SECONDS)

    async def fork(self, channel: socket.socket) -> int:
        """The pid of a new worker that serves `channel`, which is closed here. Errors: OSError."""
        with channel:
            await self.ready()
            assert self._control is not None  # noqa: S101  set by start
            forked = asyncio.get_running_loop().create_future()
            socket.send_fds(self._control, [b"f"], [channel.fileno()])
            self._forking.append(forked)
            # Our copy stays open until then: macOS loses a socket that its sender closes before it is received.
            return await self._answer(forked, ANSWER_SECONDS)

    async def _answer(self, answer: asyncio.Future[T], seconds: float) -> T:
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(answer)
        except TimeoutError:
            if self._process is not None:
                self._process.kill()
            raise

    def start(self) -> None:
        """Start it anew; one that runs is stopped before. Errors: OSError."""
        self.stop()
        self._output.parent.mkdir(parents=True, exist_ok=True)
        self._temporary = TemporaryFolder()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs, self._output.open("ab") as output:
            self._output_before = output.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", MODULE, str(theirs.fileno()), *self._preload],
                pass_fds=[theirs.fileno()],
                env={**self._environment, "TMPDIR": str(self._temporary.path)},
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        self._control = ours
        loop = asyncio.get_running_loop()
        self._ready = loop.create_future()
        loop.add_reader(ours, self._on_messages, Messages(ours))

    def stop(self) -> None:
        """End it, and its workers with it."""
        if self._process is not None:
            if self._process.poll() is None:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            self._process = None
        self._forget()
        if self._temporary is not None:
            self._temporary.remove()
            self._temporary = None

    def _on_messages(self, messages: Messages) -> None:
        arrived, is_open = messages.arrived()
        for message in arrived:
            if "started" in message or "not_started" in message:
                self._on_fork(message)
            elif "ended" in message:
                self._ended(message["ended"], message["status"])
            elif self._ready is not None and not self._ready.done():
                self.refusal = ""
                self._ready.set_result(None)
        if not is_open:
            self._forget()

    def _on_fork(self, message: dict[str, int]) -> None:
        forked = self._forking.popleft()
        if forked.done():
            return
        if "started" in message:
            forked.set_result(message["started"])
        else:
            forked.set_exception(OSError(message["not_started"], "no worker was forked"))

    def _forget(self) -> None:
        """It ended: whoever waits for its answers hears of it, and the next one owes none of them."""
        if self._control is None:
            return
        asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        self._control = None
        waiting: list[asyncio.Future[Any]] = [*self._forking, *([self._ready] if self._ready else [])]
        if self._ready is not None and not self._ready.done():
            words = last_line(self._output, self._output_before)
            self.refusal = words or "the fork server ended before it was ready"
        self._forking.clear()
        self._ready = None
        for answer in waiting:
            if not answer.done():
                answer.set_exception(ConnectionError("the fork server ended"))
                answer.exception()  # looked at: nobody may be waiting for it any more
        self._gone()
