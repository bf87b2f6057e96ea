"""The command `bgjobs` as a user starts it: a process of its own, with its own JOBS_HOME."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.debian import free_port
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[3]
Jobs = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(home: Path, database_url: str | None) -> dict[str, str]:
    """Of a command; its port is one that no other `bgjobs dev` of this machine has."""
    mine = {"JOBS_HOME": str(home), "JOBS_PORT": str(free_port())}
    told = {**os.environ, **mine, "PYTHONPATH": str(ROOT), "COLUMNS": "110"}
    if database_url is not None:
        told["DATABASE_URL"] = database_url
    return told


@pytest.fixture
def jobs(tmp_path: Path, database_url: str) -> Jobs:
    """Run `jobs ARGUMENTS` on the test's database; `stdin` is text."""

    def run(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pipelines", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=False,
            env=environment(tmp_path / "home", database_url),
        )

    return run


@pytest.fixture(scope="module")
def address(told: dict[str, str]) -> Iterator[str]:
    """Where `bgjobs dev` answers in the environment `told`, which the test module says."""
    command = [sys.executable, "-m", "pipelines", "dev", "--no-reload"]
    process = subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    yield next(line.split()[1] for line in process.stdout if line.startswith("Ready:"))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
