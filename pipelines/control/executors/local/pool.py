"""Warm worker processes: a step gets one for itself, and a process that misbehaves is killed and replaced.

Isolation: one step at a time per process, its own process group, memory and time watched from outside. Workers are
forked by the fork server (fork_server.py) when needed; the one used last is taken first, and idle ones are stopped.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipelines.control.executors.local.fork_server_handle import ANSWER_SECONDS, ForkServerHandle
from pipelines.control.executors.local.messages import encode
from pipelines.control.executors.local.start_limit import StartLimit
from pipelines.control.executors.local.work_clock import WorkClock
from pipelines.control.executors.local.worker_handle import Worker, answer_of_exit, ended_as
from pipelines.control.exit_reason import KILLED
from pipelines.core.rendered.backoff import Ended
from pipelines.core.supervision.pulse import Pulse, TaskFault
from pipelines.core.supervision.supervisor import Supervisor, pauses
from steps.core.errors import ConfigurationError, machine_exhausted
from steps.core.needs import Need, Needs, by_need
from steps.core.system.processes import resident

GRACE_SECONDS = 5.0  # between SIGTERM and SIGKILL; Kubernetes gives 30, but here a user waits
IDLE_SECONDS = 30.0
LATE = "step exceeded its deadline"
WATCH_SECONDS = 0.2
SILENCE_SECONDS = 30.0  # without a look at the workers
SDKS = {Need.LLM: "openai", Need.SPEECH: "assemblyai"}


class Pool:
    """At most `size` steps at once. Use as an async context manager."""

    def __init__(
        self, size: int, environment: Mapping[str, str], output: Path, *, sdks: bool = False
    ) -> None:
        """`sdks`: the SDKs of the providers that have a key are imported once, not in each worker: it takes seconds."""
        self._places = asyncio.Semaphore(size)
        self._start_limit = StartLimit()
        self.clock = WorkClock()
        self._idle: list[Worker] = []
        self._workers: dict[int, Worker] = {}
        common, self._owned = by_need(environment)
        self._fork_server = ForkServerHandle(
            common,
            output,
            ended=self._on_exit,
            gone=self._on_all_exits,
            preload=[sdk for need, sdk in SDKS.items() if sdks and self._owned[need]],
        )

    async def __aenter__(self) -> Pool:
        self._fork_server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._fork_server.stop()

    def start(self, supervisor: Supervisor) -> None:
        """Watch the workers until the supervisor stops."""
        supervisor.start("workers", self._watch_workers, silence=SILENCE_SECONDS)

    async def ready(self) -> None:
        """Wait for the fork server. Errors: ConfigurationError `start_refused` with its sentence if it ends first."""
        with suppress(OSError):
            await self._fork_server.ready()
        if self._fork_server.refusal:
            raise ConfigurationError("start_refused", self._fork_server.refusal)

    async def run(
        self,
        arguments: Sequence[str],
        *,
        seconds: float,
        memory: int,
        needs: Needs = frozenset(),
        over: Callable[[], bool] = lambda: False,
        begun: Callable[[], None] = lambda: None,
    ) -> Ended:
        """Run `python -m steps` in a warm worker. `seconds` (in which it could work) and `memory` (bytes) are hard
        limits; of the variables that are of one need alone it is told those of its `needs`; `over` tells whoever
        cancels whether that is because the job's time is over; `begun` is called once a worker has it.
        Errors: Unavailable."""
        async with self._places, self._start_limit.turn():
            started = time.monotonic()
            told = {name: value for need in needs for name, value in self._owned[need].items()}
            message = encode({"arguments": list(arguments), "environment": told})
            found, answered = await self._hand_over(message, memory)
            begun()
            try:
                answer = await self.clock.within(answered, seconds)
            except TimeoutError:
                answer = await self._stop(found, answered)
                answer |= {"message": LATE, "error": None}
            except asyncio.CancelledError:
                if not over():
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
            async with asyncio.timeout(GRACE_SECONDS):
                return await asyncio.shield(answered)
        except TimeoutError:
            target.kill(Ended(KILLED, LATE))
            return await answered

    async def _hand_over(self, message: bytes, memory: int) -> tuple[Worker, asyncio.Future[dict[str, Any]]]:
        """Give the message to a live worker; one that ended while it was idle never got it, so the next one does.
        Errors: Unavailable where the machine has no process or file for a new one."""
        for pause in pauses(0.05, 5.0):
            try:
                found = self._idle.pop() if self._idle else await self._spawn()
            except OSError as error:  # the fork server ended, or gives no answer
                if (unavailable := machine_exhausted(error)) is not None:
                    raise unavailable from error
                await asyncio.sleep(pause)
                continue
            found.memory_limit, found.killed = memory, None
            found.answer = asyncio.get_running_loop().create_future()
            try:
                await found.send(message, ANSWER_SECONDS)
                return found, found.answer
            except OSError:
                await asyncio.sleep(pause)
        raise AssertionError("pauses never end")

    async def _spawn(self) -> Worker:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        handle = Worker(ours)
        try:
            handle.pid = await self._fork_server.fork(theirs)
        except (asyncio.CancelledError, OSError):
            ours.close()  # the worker that starts meanwhile finds nobody and ends
            raise
        self._workers[handle.pid] = handle
        asyncio.get_running_loop().add_reader(ours, self._on_messages, handle)
        return handle

    def _on_messages(self, handle: Worker) -> None:
        arrived, is_open = handle.messages.arrived()
        for message in arrived:
            if handle.answer is not None and not handle.answer.done():
                handle.answer.set_result(message)
        if not is_open:
            asyncio.get_running_loop().remove_reader(handle.channel)

    def _on_exit(self, pid: int, status: int) -> None:
        """The fork server reports that a worker ended. A result that it sent just before counts."""
        gone = self._workers.pop(pid, None)
        if gone is None:
            return
        self._on_messages(gone)
        asyncio.get_running_loop().remove_reader(gone.channel)
        gone.channel.close()
        if gone in self._idle:
            self._idle.remove(gone)
        if gone.answer is not None and not gone.answer.done():
            gone.answer.set_result(answer_of_exit(status))

    async def _watch_workers(self, pulse: Pulse) -> None:
        """Kill workers over their memory limit, and stop idle ones."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._fork_server.refusal:
                pulse.failed(TaskFault(self._fork_server.refusal))
            else:
                pulse.beat()
            self.clock.now()
            now = time.monotonic()
            for busy in list(self._workers.values()):
                if busy in self._idle:
                    if now - busy.idle_since > IDLE_SECONDS:
                        self._idle.remove(busy)
                        with suppress(OSError):  # it ended by itself just now
                            busy.channel.shutdown(socket.SHUT_RDWR)
                elif busy.memory_limit and resident(busy.pid) > busy.memory_limit and not busy.killed:
                    limit = f"{busy.memory_limit // 2**20} MiB"
                    busy.kill(Ended(KILLED, f"OOMKilled: the step used more than {limit}"))

    def _on_all_exits(self) -> None:
        """The fork server is gone. Its workers end with it, and we make sure of it."""
        for pid in list(self._workers):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            self._on_exit(pid, -signal.SIGKILL)
