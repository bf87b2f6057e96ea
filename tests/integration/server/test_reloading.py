"""`bgjobs dev` starts anew when a source file changes, on the same port and database; on a copy of the sources."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import httpx
import pytest

from pipelines.runtime.reload import changed, state_of
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[3]


class Dev:
    """A running `bgjobs dev` of the copy; `line()` is the next line it says."""

    def __init__(self, copy: Path, home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pipelines", "dev", "--places", "2"],
            env={**os.environ, "JOBS_HOME": str(home), "JOBS_PORT": str(self.port), "PYTHONPATH": str(copy)},
            cwd=copy,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: Queue[str] = Queue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)

    def hear(self, words: str) -> str:
        """The next line with these words in it."""
        heard = [""]
        while words not in heard[-1]:
            try:
                heard.append(self._lines.get(timeout=PATIENCE))
            except Empty:
                raise AssertionError(heard) from None
        return heard[-1]

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("pipelines", "steps", "k8s"):
        shutil.copytree(ROOT / part, tmp_path / "copy" / part, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "copy"


@pytest.fixture
def dev(copy: Path, tmp_path: Path) -> Iterator[Dev]:
    home = Path("/tmp") / f"jobs-reload-{os.getpid()}"  # a socket's path must be short
    found = Dev(copy, home)
    yield found
    found.stop()
    shutil.rmtree(home, ignore_errors=True)


def test_a_changed_job_is_what_runs_next_and_a_broken_one_changes_nothing(dev: Dev, copy: Path) -> None:
    dev.hear("Ready:")
    dev.hear("Stop: Ctrl-C")
    sample = dev.get("/api/pipelines/news-analyzer/sample").json()
    first = httpx.post(f"http://127.0.0.1:{dev.port}/api/events", json=sample).json()["events"][0]["job_id"]
    pipeline = copy / "pipelines" / "news_analyzer.py"
    text = pipeline.read_text()
    pipeline.write_text(
        text.replace('"""', '"""Changed. ', 1).replace("def template", "def broken(:\ndef template")
    )
    assert dev.hear("changed.") == "pipelines/news_analyzer.py changed.\n"
    assert "SyntaxError" in dev.hear("Not reloaded")
    assert dev.get("/api/pipelines/news-analyzer").json()["description"].startswith("A news article")
    pipeline.write_text(text.replace('"""', '"""Changed. ', 1))
    dev.hear("changed.")
    dev.hear("Ready:")
    assert dev.get("/api/pipelines/news-analyzer").json()["description"].startswith("Changed. A news article")
    assert dev.get(f"/api/jobs/{first}").status_code == 200, "the database is the same"
    assert dev.process.poll() is None


def test_files_that_are_new_gone_or_different_are_seen(copy: Path) -> None:
    before = state_of(copy)
    assert changed(before, state_of(copy)) == []
    (copy / "steps" / "new.py").write_text("")
    (copy / "steps" / "ignored.pyc").write_text("")
    (copy / "pipelines" / "news_analyzer.py").unlink()
    os.utime(copy / "steps" / "validate_job.py", (1, 1))
    assert [path.name for path in changed(before, state_of(copy))] == [
        "news_analyzer.py",
        "new.py",
        "validate_job.py",
    ]
