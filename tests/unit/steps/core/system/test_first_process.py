"""The first process of a container ends by SIGTERM while it starts, instead of going on and being killed at work."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.support.waiting import until

IN_A_CONTAINER = ["unshare", "--pid", "--fork", "--kill-child"]
LISTENING = "; print('up', flush=True); import time; time.sleep(60)"
needs_namespaces = pytest.mark.skipif(
    not shutil.which("unshare") or os.geteuid() != 0, reason="a namespace of processes needs unshare and root"
)


@contextmanager
def first_process(
    *command: str, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    outside = subprocess.Popen(
        [*IN_A_CONTAINER, *command],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    try:
        yield outside
    finally:
        outside.kill()
        outside.communicate()


def inside(outside: subprocess.Popen[str]) -> psutil.Process:
    return until(lambda: psutil.Process(outside.pid).children())[0]


@needs_namespaces
@pytest.mark.parametrize(
    ("code", "ends"),
    [("import steps", None), ("from steps.core.system.first_process import *; ends_by_sigterm()", 143)],
)
def test_the_kernel_keeps_sigterm_from_one_that_does_not_ask(code: str, ends: int | None) -> None:
    with first_process(sys.executable, "-c", code + LISTENING) as outside:
        assert outside.stdout is not None
        assert outside.stdout.readline() == "up\n"
        inside(outside).terminate()
        try:
            ended = outside.wait(10 if ends else 1)
        except subprocess.TimeoutExpired:
            ended = None
    assert ended == ends


@needs_namespaces
def test_work_that_waits_for_postgres_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        url = f"postgresql://jobs@127.0.0.1:{port}/jobs"
        with first_process(
            sys.executable, "-m", "pipelines", "work", environment={"DATABASE_URL": url}
        ) as outside:
            silent.settimeout(60)
            asked, _ = silent.accept()
            with asked:
                inside(outside).terminate()
                assert outside.wait(10) == 143
