"""Warm worker processes: a step gets one for itself, and a process that misbehaves is killed and replaced.

Isolation: one step at a time per process, its own process group, memory and time watched from outside. Workers are
forked by the fork server (fork_server.py) when needed; the one used last is taken first, and idle ones are stopped.
"""

from __future__ import annotations

import asyncio
import errno
import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipelines.control.executors.local import worker
from pipelines.control.executors.local.start_limit import StartLimit
from pipelines.control.executors.local.worker_handle import Worker, answer_of_exit, ended_as, no_process
from pipelines.control.exit_reason import KILLED
from pipelines.core.rendered.backoff import Ended
from steps.core.machine import machine_exhausted

GRACE_SECONDS = 5.0  # between SIGTERM and SIGKILL; Kubernetes gives 30, but here a user waits
IDLE_SECONDS = 30.0
LATE = "step exceeded its deadline"
WATCH_SECONDS = 0.2


class Pool:
    """At most `size` steps at once. Use as an async context manager."""

    def __init__(self, size: int, environment: Mapping[str, str], output: Path) -> None:
        self._size, self._environment, self._output = size, dict(environment), output
        self._places = asyncio.Semaphore(size)
        self._start_limit = StartLimit()
        self._idle: list[Worker] = []
        self._workers: dict[int, Worker] = {}
        self._spawning: deque[asyncio.Future[int]] = deque()
        self._fork_server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ready: asyncio.Future[None] | None = None
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Pool:
        self._start_fork_server()
        self._watch = asyncio.create_task(self._watch_workers())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._stop_fork_server()

    async def run(
        self, arguments: Sequence[str], *, seconds: float, memory: int, until: float = math.inf
    ) -> Ended:
        """Run `python -m steps` in a warm worker. `seconds` and `memory` (bytes) are hard limits; whoever cancels
        after `until` (on time.monotonic()'s clock) does so because the job's time is over. Errors: Unavailable."""
        async with self._places, self._start_limit.turn():
            started = time.monotonic()
            found, answered = await self._hand_over(json.dumps(list(arguments)).encode(), memory)
            try:
                answer = await asyncio.wait_for(asyncio.shield(answered), seconds)
            except TimeoutError:
                answer = await self._stop(found, answered)
                answer["message"] = LATE
            except asyncio.CancelledError:
                if time.monotonic() < until:
                    found.kill(Ended(KILLED, "cancelled"))
                else:
                    await self._stop(found, answered)
                raise
            took = time.monotonic() - started
            if found.killed is not None:
                return Ended(found.killed.exit_code, found.killed.message, seconds=took)
            if not answer["retire"]:
                found.idle_since = time.monotonic()
                self._idle.append(found)
            return ended_as(answer, took)

    async def _stop(self, target: Worker, answered: asyncio.Future[dict[str, Any]]) -> dict[str, Any]:
        """As Kubernetes stops a pod: told to end, and killed if it has not within the grace period."""
        target.tell_to_stop()
        try:
            return await asyncio.wait_for(asyncio.shield(answered), GRACE_SECONDS)
        except TimeoutError:
            target.kill(Ended(KILLED, LATE))
            return await answered

    async def _hand_over(self, message: bytes, memory: int) -> tuple[Worker, asyncio.Future[dict[str, Any]]]:
        """Give the message to a live worker; one that ended while it was idle never got it, so the next one does."""
        while True:
            try:
                found = self._idle.pop() if self._idle else await self._spawn()
                found.memory_limit, found.killed = memory, None
                found.answer = asyncio.get_running_loop().create_future()
                found.channel.send(message)
                return found, found.answer
            except OSError as error:
                if error.errno != errno.EAGAIN and (unavailable := machine_exhausted(error)):
                    raise unavailable from error
                await asyncio.sleep(0.05)

    async def _spawn(self) -> Worker:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        handle = Worker(ours)
        if self._ready is None or self._fork_server is None or self._fork_server.poll() is not None:
            self._start_fork_server()
        assert self._ready is not None  # noqa: S101  set by _start_fork_server
        await asyncio.shield(self._ready)
        assert self._control is not None  # noqa: S101
        spawned = asyncio.get_running_loop().create_future()
        self._spawning.append(spawned)
        socket.send_fds(self._control, [b"fork"], [theirs.fileno()])
        theirs.close()
        try:
            handle.pid = await spawned
        except BaseException:
            ours.close()  # the worker that starts meanwhile finds nobody and ends
            raise
        self._workers[handle.pid] = handle
        asyncio.get_running_loop().add_reader(ours, self._on_message, handle)
        return handle

    def _on_message(self, handle: Worker) -> None:
        try:
            message = handle.channel.recv(worker.MAX_MESSAGE)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if not message:
            asyncio.get_running_loop().remove_reader(handle.channel)
        elif handle.answer is not None and not handle.answer.done():
            handle.answer.set_result(json.loads(message))

    def _on_exit(self, pid: int, status: int) -> None:
        """The fork server reports that a worker ended. A result that it sent just before counts."""
        gone = self._workers.pop(pid, None)
        if gone is None:
            return
        self._on_message(gone)
        asyncio.get_running_loop().remove_reader(gone.channel)
        gone.channel.close()
        if gone in self._idle:
            self._idle.remove(gone)
        if gone.answer is not None and not gone.answer.done():
            gone.answer.set_result(answer_of_exit(status))

    async def _watch_workers(self) -> None:
        """Kill workers over their memory limit, and stop idle ones."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            now = time.monotonic()
            for busy in list(self._workers.values()):
                if busy in self._idle:
                    if now - busy.idle_since > IDLE_SECONDS:
                        self._idle.remove(busy)
                        busy.channel.shutdown(socket.SHUT_RDWR)
                elif busy.memory_limit and worker.resident(busy.pid) > busy.memory_limit and not busy.killed:
                    limit = f"{busy.memory_limit // 2**20} MiB"
                    busy.kill(Ended(KILLED, f"OOMKilled: the step used more than {limit}"))

    def _start_fork_server(self) -> None:
        loop = asyncio.get_running_loop()
        self._stop_fork_server()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        self._output.parent.mkdir(parents=True, exist_ok=True)
        with self._output.open("ab") as output:
            self._fork_server = subprocess.Popen(
                [sys.executable, "-m", "pipelines.control.executors.local.fork_server", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=self._environment,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        theirs.close()
        self._control = ours
        self._ready = loop.create_future()
        loop.add_reader(ours, self._on_fork_server_message)

    def _on_fork_server_message(self) -> None:
        assert self._control is not None  # noqa: S101
        try:
            said = self._control.recv(worker.MAX_MESSAGE)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if not said:
            self._on_fork_server_exit()
            return
        message = json.loads(said)
        if "started" in message:
            spawned = self._spawning.popleft()
            if not spawned.done():  # it is, when its job was cancelled in the meantime
                spawned.set_result(message["started"])
        elif "refused" in message:
            spawned = self._spawning.popleft()
            if not spawned.done():
                spawned.set_exception(no_process(message["refused"]))
        elif "ended" in message:
            self._on_exit(message["ended"], message["status"])
        elif self._ready is not None and not self._ready.done():
            self._ready.set_result(None)

    def _on_fork_server_exit(self) -> None:
        """The kernel killed its workers with it (PDEATHSIG), so every running step gets SIGKILL as its answer."""
        assert self._control is not None  # noqa: S101
        asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(ConnectionError("the fork server ended"))
            self._ready.exception()  # looked at: nobody may be waiting for it
        self._control, self._ready = None, None
        for pid in list(self._workers):
            self._on_exit(pid, -signal.SIGKILL)
        for spawned in self._spawning:
            if not spawned.done():
                spawned.set_exception(ConnectionError("the fork server ended"))
        self._spawning.clear()

    def _stop_fork_server(self) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None
        if self._fork_server is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._fork_server.pid, signal.SIGKILL)
            for living in list(self._workers):
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(living, signal.SIGKILL)
                self._on_exit(living, -signal.SIGKILL)
            self._fork_server.wait()
            self._fork_server = None
