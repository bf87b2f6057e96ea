"""Have a document read by a process of its own: what breaks that process is an error with a name, at once."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

from steps.core.documents.isolation import child
from steps.core.documents.isolation.limits import Limits
from steps.core.errors import PermanentError, TemporaryError, machine_exhausted
from steps.core.system.memory_file import memory_file

T = TypeVar("T")

LIMITS = Limits()
_LOG = logging.getLogger(__name__)
_LONGEST_WORDS = 2_000  # characters of a message
# From outside, not because of the document. Whoever sends the others is the kernel, or the process itself.
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)


def read_apart(
    function: Callable[..., Any],
    data: bytes,
    *arguments: Any,
    take: Callable[[Any], T],
    limits: Limits | None = None,
) -> T:
    """What `take` makes of the answer of `function(data, *arguments)`, called in a fresh process.

    Arguments and answer are as JSON knows them; the function is a module's own, and its module should import little.
    Errors: PermanentErrors of the function; PermanentError `document_too_complex` where the document takes more than
    the limits allow or ends the process, `damaged_document` where the function fails of itself; TemporaryError
    `reader_unavailable` where the process did not come to work, or was ended from outside; Unavailable where the
    machine has no process or file for it.
    """
    limits = limits or LIMITS
    with memory_file("document") as document, memory_file("answer") as answer:
        document.write(data)
        document.seek(0)
        ended = _run(function, arguments, document, answer, limits)
        answer.seek(0)
        written = answer.read(limits.output + 1)
    value = _value(written, ended, limits)
    try:
        return take(value)
    except (TypeError, ValueError, LookupError):  # no answer of our function: something else wrote it
        raise _too_complex(limits) from None


class _Ended(NamedTuple):
    """`code`: the exit code, or the signal's number below zero. `cpu`: seconds of work."""

    code: int
    cpu: float
    out_of_time: bool


def _run(
    function: Callable[..., Any],
    arguments: Sequence[Any],
    document: BinaryIO,
    answer: BinaryIO,
    limits: Limits,
) -> _Ended:
    task = {
        "function": f"{function.__module__}:{function.__name__}",
        "arguments": arguments,
        "limits": limits._asdict(),
        "parent": os.getpid(),
    }
    command = [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", child.START, ":".join(_folders())]
    alive, alive_there = (
        os.pipe()
    )  # its far end is the process' standard error: it closes when the process ends
    try:
        process = subprocess.Popen(
            [*command, json.dumps(task)], stdin=document, stdout=answer, stderr=alive_there, env={}, cwd="/"
        )
    except OSError as error:
        os.close(alive)
        raise machine_exhausted(error) or _unavailable("could not be started") from None
    finally:
        os.close(alive_there)
    try:
        out_of_time = not _closed(alive, time.monotonic() + limits.wall)
        if out_of_time:
            process.kill()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return _Ended(process.returncode, used.ru_utime + used.ru_stime, out_of_time)
    finally:
        os.close(alive)
        if process.returncode is None:  # an exception, such as the order to stop
            process.kill()
            process.wait()


def _closed(pipe: int, until: float) -> bool:
    """Whether the pipe's other end is closed in time; what is written to it is thrown away."""
    while (left := until - time.monotonic()) > 0:
        if select.select([pipe], [], [], left)[0] and not os.read(pipe, 65_536):
            return True
    return False


def _value(written: bytes, ended: _Ended, limits: Limits) -> Any:
    if ended.out_of_time and ended.cpu < limits.cpu / 2:
        raise _unavailable("got no time to work")
    if ended.code < 0 and -ended.code in _FROM_OUTSIDE and not ended.out_of_time and ended.cpu < limits.cpu:
        raise _unavailable("was ended from outside")
    if ended.code > 0 and not written:
        raise _unavailable("ended before its work")
    try:
        answer = json.loads(written.decode("utf-8", "surrogatepass")) if ended.code == 0 else {}
    except (ValueError, RecursionError):
        answer = {}
    if not isinstance(answer, dict):
        answer = {}
    if without := answer.get("without"):
        _LOG.warning("document_reader_less_confined", extra={"without": str(without)[:100]})
    if "value" in answer:
        return answer["value"]
    if "code" in answer:
        code, message = str(answer["code"])[:60], str(answer.get("message"))[:_LONGEST_WORDS]
        raise PermanentError(code, message)
    if "broken" in answer:
        raise PermanentError(
            "damaged_document",
            f"the document breaks its reader ({str(answer['broken'])[:60]}); export it again",
        )
    raise _too_complex(limits)


def _too_complex(limits: Limits) -> PermanentError:
    return PermanentError(
        "document_too_complex",
        f"reading the document takes more than {limits.memory // 2**20} MiB or {limits.cpu} s, or ends its reader; "
        "export it again in a simpler form",
    )


def _unavailable(what: str) -> TemporaryError:
    return TemporaryError("reader_unavailable", f"the process that reads documents {what}")


@cache
def _folders() -> list[str]:
    """Where the other process finds our code and its libraries: with -S it does not look itself."""
    root = str(Path(child.__file__).resolve().parents[4])
    packages = [folder for folder in sys.path if os.path.basename(folder) == "site-packages"]
    return [root, *packages]
