"""The process that reads a document has nothing to take, nowhere to go, and ends in an error with a name."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from steps.core.documents.isolation import child, reading
from steps.core.documents.isolation.limits import MIB, Limits
from steps.core.documents.isolation.reading import read_apart
from steps.core.errors import PermanentError, StepError, TemporaryError, Unavailable
from tests.support.processes import WITHOUT_LINUX
from tests.support.waiting import until
from tests.unit.steps.core.documents.isolation import readers

linux = pytest.mark.skipif(sys.platform != "linux", reason="what only this kernel can take from a process")


@pytest.fixture(params=["as it is", "without what only Linux has"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "as it is":
        paths, _, rest = child.START.partition("; from ")
        taken = f"; sys.path.insert(0, {WITHOUT_LINUX!r}); import sitecustomize; from "
        monkeypatch.setattr(child, "START", paths + taken + rest)
    return str(request.param)


def same(answer: Any) -> Any:
    return answer


def told(function: Callable[..., Any], data: bytes = b"", *arguments: Any, **limits: Any) -> Any:
    return read_apart(function, data, *arguments, take=same, limits=Limits(**limits))


def error_of(function: Callable[..., Any], data: bytes = b"", *arguments: Any, **limits: Any) -> StepError:
    with pytest.raises(StepError) as caught:
        told(function, data, *arguments, **limits)
    return caught.value


def test_the_answer_comes_back(system: str) -> None:
    document, more, pid = told(readers.echoed, "Fees – 5 €".encode(), "ü\ud800")
    assert (document, more) == ("Fees – 5 €", "ü\ud800")
    assert pid != os.getpid()


def test_what_the_reader_says_is_an_error_here() -> None:
    error = error_of(readers.refusing, b"1234")
    assert (type(error), error.code, error.message) == (
        PermanentError,
        "empty_document",
        "nothing in 4 bytes",
    )


def test_what_the_reader_did_not_foresee_is_named_without_its_text() -> None:
    error = error_of(readers.failing)
    assert (type(error), error.code) == (PermanentError, "damaged_document")
    assert "KeyError" in error.message
    assert "Secret" not in error.message


@pytest.mark.parametrize(
    ("function", "limits"),
    [
        (readers.endless, {"cpu": 1}),
        (readers.filling, {"memory": 64 * MIB}),
        (readers.talking, {"output": 1_000_000}),
        (readers.shouting, {"output": 1_000_000}),
        (readers.crashing, {}),
    ],
)
def test_what_breaks_a_limit_is_permanent(
    function: Callable[..., Any], limits: dict[str, Any], system: str
) -> None:
    error = error_of(function, **limits)
    assert (type(error), error.code) == (PermanentError, "document_too_complex")


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"{", b'{"value"', b"\xff", b"[" * 100_000, b'{"without": [], "value": 1} {}']
)
def test_an_answer_that_is_none(answer: bytes) -> None:
    assert error_of(readers.lying, answer).code == "document_too_complex"


def test_an_answer_that_is_not_what_was_asked_for() -> None:
    with pytest.raises(PermanentError) as caught:
        read_apart(readers.echoed, b"", "", take=lambda answer: answer["pages"])
    assert caught.value.code == "document_too_complex"


def test_its_standard_error_goes_nowhere() -> None:
    assert told(readers.complaining) == "done"


def test_a_process_that_does_not_work_is_not_the_documents_fault() -> None:
    error = error_of(readers.sleeping, wall=1.0)
    assert (type(error), error.code) == (TemporaryError, "reader_unavailable")
    assert error_of(readers.leaving).code == "reader_unavailable"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_ended_from_outside(number: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    started = subprocess.Popen

    def watched(*arguments: Any, **more: Any) -> Any:
        process = started(*arguments, **more)
        threading.Timer(0.8, process.send_signal, [number]).start()
        return process

    monkeypatch.setattr(subprocess, "Popen", watched)
    error = error_of(readers.sleeping)
    assert (type(error), error.code) == (TemporaryError, "reader_unavailable")


def test_no_process_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert type(error_of(readers.echoed, b"", "")) is TemporaryError


def test_a_machine_without_processes_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **more: Any) -> Any:
        raise BlockingIOError(errno.EAGAIN, "no process")

    monkeypatch.setattr(subprocess, "Popen", refused)
    error = error_of(readers.echoed, b"", "")
    assert (type(error), error.code) == (Unavailable, "no_process")


def test_the_order_to_stop_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As SIGTERM does in a step: an exception while its process waits."""
    pids: list[int] = []
    started = subprocess.Popen

    def watched(*arguments: Any, **more: Any) -> Any:
        process = started(*arguments, **more)
        pids.append(process.pid)
        return process

    def stop(*_: Any) -> bool:
        raise TemporaryError("terminated", "stop")

    monkeypatch.setattr(subprocess, "Popen", watched)
    monkeypatch.setattr(reading, "_closed", stop)
    assert error_of(readers.sleeping).code == "terminated"
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_it_ends_with_the_step_that_started_it(system: str) -> None:
    program = (
        "import os, signal, subprocess, sys; from steps.core.documents.isolation import child, reading\n"
        "from tests.unit.steps.core.documents.isolation.readers import sleeping\n"
        "start = subprocess.Popen\n"
        "def told(*a, **k):\n    p = start(*a, **k); print(p.pid, flush=True); return p\n"
        f"reading.subprocess.Popen, child.START = told, {child.START!r}\n"
        "reading.read_apart(sleeping, b'', take=print)"
    )
    step = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert step.stdout
    pid = int(step.stdout.readline())
    time.sleep(0.5)
    step.kill()
    step.wait()
    step.stdout.close()
    until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def test_it_inherits_no_key_and_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "Secret-in-the-environment")
    with socket.create_server(("127.0.0.1", 0)) as server:
        os.set_inheritable(server.fileno(), True)
        found = told(readers.inventory)
    assert set(found["environment"]) <= {"LC_CTYPE", "PYDANTIC_DISABLE_PLUGINS"}  # Python's own, and ours
    assert found["files"] == [0, 1, 2]
    assert found["modules"] == []
    assert not [text for text in found["strings"] if "environment" in text]


@linux
def test_it_reaches_nothing(tmp_path: Path) -> None:
    other = tmp_path / "document"
    other.write_bytes(b"somebody else's")
    with socket.create_server(("127.0.0.1", 0)) as server:
        ends = told(readers.tried, b"", os.getpid(), str(other), server.getsockname()[1])
    assert set(ends.values()) == {"PermissionError"}, ends


def test_what_a_kernel_does_not_grant_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    ended = reading._Ended(0, 0.1, False)
    assert reading._value(b'{"without": ["network"], "value": 7}', ended, Limits()) == 7
    [record] = caplog.records
    assert (record.message, record.without) == ("document_reader_less_confined", "['network']")  # type: ignore[attr-defined]
