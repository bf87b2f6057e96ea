"""One worker process: runs one step at a time, and is used again only while it can show that it is clean."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Self

from pipelines.control.executors.local.messages import Messages, encode
from steps.__main__ import parse
from steps.core.errors import ExitCode, StepError, Unavailable, exit_code_of, machine_exhausted
from steps.core.postgres.attempts import Begun
from steps.core.postgres.session import Session
from steps.core.runner import GoOn, Request, run_steps
from steps.core.settings import load_settings
from steps.core.system.own_folder import empty_folder, own_folder
from steps.core.system.processes import open_files, resident
from steps.core.termination import TERMINATION

Requests = Callable[[], list[Request]]  # a part's, parsed when it is its turn
MAX_CHAINS = 1000  # after which it gives its memory back
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
    def now(cls, told: Mapping[str, str]) -> Self:
        """Beside the variables that the step was told."""
        # Decoding forty variables after every step costs more than the step; the encoded ones compare as well.
        environment = dict(vars(os.environ)["_data"])
        for name in told:
            environment.pop(os.fsencode(name), None)
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
    """Run what comes in until the channel closes: parts of a job, `[{"arguments": […], "environment": {…}}, …]`. Each
    is answered with its exit code, and with `goes_on` where the next one is begun, whose environment follows where it
    is null. A variable that is told with one part is forgotten after it."""
    gc.freeze()
    messages = Messages(channel)
    try:
        own_folder(os.getpid())
        session = Session(load_settings())
    except (StepError, OSError) as error:
        failed = error if isinstance(error, StepError) else machine_exhausted(error)
        if failed is None:
            raise
        messages.next()
        channel.sendall(encode({**_failed(failed), "retire": "it cannot begin"}))
        return
    clean = Cleanness()
    for _ in range(MAX_CHAINS):
        parts = messages.next()
        if parts is None:
            return
        for answer in _run_parts(session, parts, messages, clean):
            channel.sendall(encode(answer))
        if answer["retire"]:
            return
    channel.close()


class Cleanness:
    """Whether a process may be used again. One that has done one step has its connection open and its modules loaded:
    that is its clean state."""

    def __init__(self) -> None:
        self._before: Traces | None = None

    def lost(self, told: Mapping[str, str]) -> str | None:
        """Why it may not, if so, after a step that was told these variables; its files are gone then."""
        empty_folder()
        traces = Traces.now(told)
        before, self._before = self._before or traces, self._before or traces
        return traces.left(before)


def _run_parts(
    session: Session, parts: list[dict[str, Any]], messages: Messages, clean: Cleanness
) -> Iterator[dict[str, Any]]:
    """The answer to each, until one is not done, or the next cannot be begun with its end."""
    begun = None
    TERMINATION.listen()
    requests = [cache(partial(parse, part["arguments"])) for part in parts]
    try:
        for part, asked, following in zip(parts, requests, [*requests[1:], None], strict=True):
            told = part["environment"]
            if told is None and (told := messages.next()) is None:
                raise SystemExit  # the executor is gone
            with _knowing(session, told):
                answer, begun = _run(session, asked, begun, partial(_request, following, told, clean))
            if begun is None:
                break
            yield {**answer, "retire": None, "goes_on": True}
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    done = answer["code"] == ExitCode.DONE
    yield {**answer, "retire": clean.lost({}) if done else f"exit code {answer['code']}"}


def _request(following: Requests | None, told: Mapping[str, str], clean: Cleanness) -> Request | None:
    """To go on with this part; None where there is none, or the process is not clean after what it was told."""
    return None if following is None or clean.lost(told) else following()[0]


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


def _run(
    session: Session, requests: Requests, begun: Begun | None, go_on: GoOn
) -> tuple[dict[str, Any], Begun | None]:
    """Its exit code, why, the error's own code, and whether no job is at fault; and what was begun with its end."""
    try:
        ran = run_steps(session, requests(), begun=begun, go_on=go_on)
        return {"code": ran.code, "message": ""}, ran.begun
    except StepError as error:
        return _failed(error), None
    except OSError as error:
        if (unavailable := machine_exhausted(error)) is None:
            raise
        return _failed(unavailable), None
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
        return {"code": code, "message": "the step left its process"}, None


def _failed(error: StepError) -> dict[str, Any]:
    return {
        "code": exit_code_of(error),
        "message": str(error),
        "error": error.code,
        "unavailable": isinstance(error, Unavailable),
    }
