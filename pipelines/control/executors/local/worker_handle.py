"""A worker process as its pool sees it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pipelines.control.executors.local.messages import Messages
from pipelines.control.exit_reason import KILLED
from pipelines.core.rendered.backoff import Ended


@dataclass(eq=False)
class Worker:
    """`answer` is of the step that it runs; `killed` says why it was killed, if it was; memory is in bytes."""

    channel: socket.socket
    pid: int = 0
    answer: asyncio.Future[dict[str, Any]] | None = None
    memory_limit: int = 0
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
