"""A worker process as its pool sees it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pipelines.control.executors.local.messages import Messages
from pipelines.control.exit_reason import KILLED
from pipelines.core.rendered.backoff import Ended

Answer = dict[str, Any]


@dataclass(eq=False)
class Worker:
    """`answers` are of the parts that it runs, in order, and `memory_limits` theirs, in bytes; `over` is the last
    answer. `killed` says why it was killed, if it was."""

    channel: socket.socket
    pid: int = 0
    answers: deque[asyncio.Future[Answer]] = field(default_factory=deque)
    memory_limits: deque[int] = field(default_factory=deque)
    over: asyncio.Future[Answer] = field(init=False)
    killed: Ended | None = None
    idle_since: float = field(default_factory=time.monotonic)
    messages: Messages = field(init=False)

    def __post_init__(self) -> None:
        self.messages = Messages(self.channel)

    async def send(self, message: bytes, seconds: float) -> None:
        """Give it an encoded message. One that has a part of it and not the rest in time is killed, for it would take
        the next message for the rest. Errors: OSError when it has ended or does not read."""
        sent = self.channel.send(message)
        if sent == len(message):
            return
        try:
            async with asyncio.timeout(seconds):
                await asyncio.get_running_loop().sock_sendall(self.channel, message[sent:])
        except BaseException:
            self.kill(Ended(KILLED, "it did not read what to do"))
            raise

    def expect(self, memory_limits: Sequence[int]) -> None:
        """It is given so many parts to run, with so many bytes of memory each."""
        loop = asyncio.get_running_loop()
        self.memory_limits, self.killed = deque(memory_limits), None
        self.answers = deque(loop.create_future() for _ in memory_limits)
        self.over = loop.create_future()

    def answered(self, answer: Answer) -> None:
        """Of the part that it ran; with `goes_on` it has begun the next."""
        if not self.answers:
            return
        self.answers.popleft().set_result(answer)
        self.memory_limits.popleft()
        if not answer.get("goes_on"):
            self.answers.clear()
            self.over.set_result(answer)

    def tell_to_stop(self) -> None:
        """Send SIGTERM: the step has time to record in its row how it ended."""
        with suppress(ProcessLookupError, PermissionError):
            os.kill(self.pid, signal.SIGTERM)

    def kill(self, why: Ended) -> None:
        """Send SIGKILL to its process group."""
        self.killed = why
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


def answer_of_exit(status: int) -> dict[str, Any]:
    """The answer of a worker that ended without one. `status`: its exit code, or -signal."""
    if status < 0:
        words = f"the step's process was killed by signal {-status}"
        return {"code": 128 - status, "retire": "ended", "message": words}
    return {"code": status or 1, "retire": "ended", "message": "the step's process exited"}


def ended_as(answer: Mapping[str, Any], seconds: float) -> Ended:
    """How the attempt ended, by the worker's answer."""
    unavailable = bool(answer.get("unavailable"))
    error = answer.get("error")
    return Ended(answer["code"], answer["message"], seconds=seconds, unavailable=unavailable, code=error)
