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
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from pipelines.control.executors.local.chain import Chain, Part
from pipelines.control.executors.local.fork_server_handle import ANSWER_SECONDS, ForkServerHandle
from pipelines.control.executors.local.messages import encode
from pipelines.control.executors.local.start_limit import StartLimit
from pipelines.control.executors.local.work_clock import WorkClock
from pipelines.control.executors.local.worker_handle import Worker, answer_of_exit
from pipelines.control.exit_reason import KILLED
from pipelines.core.rendered.backoff import Ended
from pipelines.core.supervision.pulse import Pulse, TaskFault
from pipelines.core.supervision.supervisor import Supervisor, pauses
from steps.core.errors import ConfigurationError, machine_exhausted
from steps.core.needs import Need, Needs, by_need
from steps.core.system.processes import resident

IDLE_SECONDS = 30.0
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

    async def begin(self, parts: Sequence[Part]) -> Chain:
        """Run these parts of a job in a warm worker, one after the other, until one is not done. Of the variables that
        are of one need alone each is told those of its `needs`. Errors: Unavailable."""
        async with AsyncExitStack() as kept:
            await kept.enter_async_context(self._places)
            turn = await kept.enter_async_context(self._start_limit.turn())
            told = [self._owned_by(part.needs) for part in parts]
            # What a later part alone may know is not told before its turn.
            environments = [told[0], *(None if owned else {} for owned in told[1:])]
            message = [
                {"arguments": list(part.arguments), "environment": environment}
                for part, environment in zip(parts, environments, strict=True)
            ]
            found = await self._hand_over(encode(message), [part.memory for part in parts])
            return Chain(found, self.clock, told, turn, kept.pop_all(), self._free)

    def _owned_by(self, needs: Needs) -> dict[str, str]:
        return {name: value for need in needs for name, value in self._owned[need].items()}

    def _free(self, worker: Worker) -> None:
        worker.idle_since = time.monotonic()
        self._idle.append(worker)

    async def _hand_over(self, message: bytes, memory_limits: Sequence[int]) -> Worker:
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
            found.expect(memory_limits)
            try:
                await found.send(message, ANSWER_SECONDS)
                return found
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
            handle.answered(message)
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
        gone.answered(answer_of_exit(status))

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
                else:
                    self._hold_to_memory(busy)

    def _hold_to_memory(self, busy: Worker) -> None:
        used = resident(busy.pid)
        self._on_messages(busy)  # by now it may run its next part, which has a limit of its own
        limit = busy.memory_limits[0] if busy.memory_limits else 0
        if limit and used > limit and not busy.killed:
            busy.kill(Ended(KILLED, f"OOMKilled: the step used more than {limit // 2**20} MiB"))

    def _on_all_exits(self) -> None:
        """The fork server is gone. Its workers end with it, and we make sure of it."""
        for pid in list(self._workers):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            self._on_exit(pid, -signal.SIGKILL)
