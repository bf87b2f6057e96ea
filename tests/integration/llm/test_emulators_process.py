"""The emulators start at once, stop at once and leave nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from pipelines.emulators.emulator_server import Emulators
from pipelines.emulators.injected_faults import Fault
from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "pipelines.emulators"]


def healthy(url: str) -> bool:
    with urllib.request.urlopen(f"{url}/emulator/health", timeout=PATIENCE) as answer:
        return bool(answer.read() == b'{"status":"ok"}')


def gone(url: str) -> bool:
    host, port = url.removeprefix("http://").split(":")
    try:
        socket.create_connection((host, int(port)), PATIENCE).close()
    except OSError:
        return True
    return False


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen([*COMMAND, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Ready: OPENAI_BASE_URL=http://127.0.0.1:")
        yield process, line.split()[1].removeprefix("OPENAI_BASE_URL=").removesuffix("/v1")
    finally:
        process.kill()
        process.communicate()


def test_in_a_thread_they_start_and_stop() -> None:
    for _ in range(3):
        with Emulators() as emulators:
            assert healthy(emulators.url)
        until(partial(gone, emulators.url))


@pytest.mark.speed
def test_in_a_thread_they_start_and_stop_in_well_under_half_a_second() -> None:
    ups, downs = [], []
    for _ in range(3):  # the best of three: the machine may be busy with something else
        begin = time.monotonic()
        with Emulators() as emulators:
            ups.append(time.monotonic() - begin)
            assert healthy(emulators.url)
            begin = time.monotonic()
        downs.append(time.monotonic() - begin)
    assert min(ups) < 0.3
    assert min(downs) < 0.5


def test_a_hanging_request_does_not_keep_them_up() -> None:
    with hanging() as url:
        pass
    until(lambda: gone(url))


@pytest.mark.speed
def test_with_a_hanging_request_they_stop_within_a_second() -> None:
    with hanging():
        begin = time.monotonic()
    assert time.monotonic() - begin < 1.0


@contextmanager
def hanging() -> Iterator[str]:
    """The emulators' URL while a client waits for an answer that never comes."""
    with Emulators() as emulators:
        emulators.faults.add([Fault(on="openai.responses", kind="hang")])
        port = int(emulators.url.rpartition(":")[2])
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(
            b"POST /v1/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer emulator-x\r\n"
            b"Content-Length: 0\r\n\r\n"
        )
        until(emulators.calls.all)
        yield emulators.url
    client.close()


def test_as_a_process_they_say_when_they_are_ready_and_obey_sigterm(tmp_path: Path) -> None:
    with started("--home", str(tmp_path)) as (process, url):
        assert healthy(url)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) in (0, -signal.SIGTERM)


def test_they_can_be_handed_a_socket_that_outlives_them() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        os.set_inheritable(listener.fileno(), True)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        for _ in range(2):
            process = subprocess.Popen(
                [*COMMAND, "--fd", str(listener.fileno())],
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                pass_fds=[listener.fileno()],
            )
            try:
                assert healthy_soon(url)
            finally:
                process.kill()
                process.wait()


def healthy_soon(url: str) -> bool:
    with urllib.request.urlopen(
        f"{url}/emulator/health", timeout=PATIENCE
    ) as answer:  # waits in the socket's queue
        return bool(answer.status == 200)


def test_an_orphan_stops_by_itself() -> None:
    program = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen({[*COMMAND, '--with-parent']!r}, stdout=subprocess.PIPE, text=True)\n"
        "print(child.stdout.readline(), flush=True)\n"
        "sys.stdin.readline()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    url = parent.stdout.readline().split()[1].removeprefix("OPENAI_BASE_URL=").removesuffix("/v1")
    assert healthy(url)
    parent.kill()
    parent.communicate()
    until(lambda: gone(url))


def test_a_port_in_use_is_said_plainly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        ran = subprocess.run(
            [*COMMAND, "--port", port], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
        )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert f"port {port} is not free" in ran.stderr
