"""The states of another process's tasks: a parent tells its child once a tick, one line of JSON each."""

from __future__ import annotations

import logging
import os
import threading
import time

from pydantic import TypeAdapter

from pipelines.core.supervision.pulse import TaskState

STALE_SECONDS = 15.0  # a parent that says nothing for so long does not run
STATES: TypeAdapter[list[TaskState]] = TypeAdapter(list[TaskState])
log = logging.getLogger(__name__)


def line_of(states: list[TaskState]) -> bytes:
    return STATES.dump_json(states) + b"\n"


class TasksOfParent:
    """What the process at the other end of this pipe says of its tasks, read in a thread until it closes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._states: list[TaskState] = []
        self._heard_at = time.monotonic()
        threading.Thread(target=self._read, name="parent's tasks", daemon=True).start()

    def states(self) -> list[TaskState]:
        """The last that was heard; if that is long ago, no task of the parent counts as living."""
        silent = time.monotonic() - self._heard_at
        if silent <= STALE_SECONDS:
            return self._states
        told = {"living": False, "error": "its process says nothing", "down_seconds": round(silent, 1)}
        return [state.model_copy(update=told) for state in self._states]

    def _read(self) -> None:
        rest = b""
        # A thread in the midst of a read of sys.stdin would hold a lock that Python wants when it ends.
        while piece := os.read(self._descriptor, 65536):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            self._states = STATES.validate_json(line)
        except ValueError:
            log.warning("tasks_unreadable")
        else:
            self._heard_at = time.monotonic()
