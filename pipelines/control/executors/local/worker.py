"""One worker process: runs one step at a time, and is used again only while it can show that it is clean."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from pipelines.control.executors.local.messages import Messages, encode
from steps.__main__ import parse
from steps.core.errors import ExitCode, StepError, Unavailable, exit_code_of, machine_exhausted
from steps.core.postgres.session import Session
from steps.core.runner import run_steps
from steps.core.settings import load_settings
from steps.core.system.own_folder import empty_folder, own_folder
from steps.core.system.processes import open_files, resident
from steps.core.termination import TERMINATION

MAX_STEPS = 1000
MAX_GROWTH = (
    96 * 1024 * 1024
)  # bytes a worker may have gained since it started, caches and loaded SDKs included


@dataclass(frozen=True)
class Traces:
    """What a step could leave behind in its process."""

    environment: dict[bytes, bytes]
    folder: str
    files: int
    memory: int
    threads: int

    @classmethod
    def now(cls) -> Self:
        # Decoding forty variables after every step costs more than the step; the encoded ones compare as well.
        environment = dict(vars(os.environ)["_data"])
        return cls(environment, os.getcwd(), open_files(), resident(), threading.active_count())

    def left(self, before: Traces) -> str | None:
        """Why the process must not be used again, if so."""
        if self.threads > before.threads:
            return "left a thread running"
        if self.environment != before.environment or self.folder != before.folder:
            return "changed the process's environment"
        if self.files > min(before.files + 16, sys.maxsize - 1):
            return "left files open"
        if self.memory > before.memory + MAX_GROWTH:
            return "kept memory"
        return "left a child process" if _has_children() else None


def _has_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def serve(channel: socket.socket) -> None:
    """Run what comes in, `{"arguments": […], "environment": {…}}`, until the channel closes; answer each with its exit
    code. A variable that is told with one step is forgotten after it."""
    gc.freeze()
    own_folder(os.getpid())
    messages = Messages(channel)
    try:
        session = Session(load_settings())
    except StepError as error:
        messages.next()
        channel.sendall(encode({"code": exit_code_of(error), "retire": "settings", "message": str(error)}))
        return
    before: Traces | None = None
    for _ in range(MAX_STEPS):
        told = messages.next()
        if told is None:
            return
        with _knowing(session, told["environment"]):
            answer = _run(session, told["arguments"])
        empty_folder()
        # A worker that has done one step has its connection open and its modules loaded: that is its clean state.
        traces = Traces.now()
        retire = (
            traces.left(before or traces)
            if answer["code"] == ExitCode.DONE
            else f"exit code {answer['code']}"
        )
        before = before or traces
        channel.sendall(encode({**answer, "retire": retire}))
        if retire:
            return
    channel.close()


@contextmanager
def _knowing(session: Session, told: dict[str, str]) -> Iterator[None]:
    """Until its end, the environment and the settings hold these variables."""
    if not told:
        yield
        return
    common, environment = session.settings, os.environ
    environment.update(told)
    try:
        session.settings = load_settings()
        yield
    finally:
        session.settings = common
        for name in told:
            environment.pop(name, None)


def _run(session: Session, arguments: list[str]) -> dict[str, Any]:
    """Its exit code, why, the error's own code, and whether no job is at fault for it."""
    TERMINATION.listen()
    try:
        return {"code": run_steps(session, parse(arguments)), "message": ""}
    except StepError as error:
        return _failed(error)
    except OSError as error:
        if (unavailable := machine_exhausted(error)) is None:
            raise
        return _failed(unavailable)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
        return {"code": code, "message": "the step left its process"}
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _failed(error: StepError) -> dict[str, Any]:
    return {
        "code": exit_code_of(error),
        "message": str(error),
        "error": error.code,
        "unavailable": isinstance(error, Unavailable),
    }
