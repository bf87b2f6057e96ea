"""Trial jobs on the local executor: in a thread of the test, or in a process that the test may kill."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from tests import trial_host
from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[3]
HOST = ROOT / "tests" / "trial_host.py"
MANY_JOBS = 5 * PATIENCE  # seconds that hundreds of jobs may take on a busy machine


def write_templates(folder: Path, **changes: Callable[[dict[str, Any]], None]) -> None:
    """The trial template, and a changed copy for each name in `changes`."""
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    text = (ROOT / "tests" / "trial.yaml").read_text()
    for name, change in {"trial": lambda template: None, **changes}.items():
        template = yaml.safe_load(text.replace("name: trial\n", f"name: {name}\n", 1))
        change(template)
        (folder / "templates" / f"{name}.yaml").write_text(yaml.dump(template))


class Trials:
    """Sends trial jobs and waits for what becomes of them."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)

    def send(self, pipeline: str = "trial", **data: Any) -> str:
        row = self.connection.execute("select jobs.enqueue(%s, %s)", [pipeline, json.dumps(data)]).fetchone()
        assert row
        return str(row[0])

    def statuses(self, *ids: str) -> list[str]:
        """As they are now, in the order of the ids."""
        rows = dict(
            self.connection.execute(
                "select id::text, status from jobs.job where id = any(%s::uuid[])", [list(ids)]
            ).fetchall()
        )
        return [rows[job_id] for job_id in ids]

    def wait(self, *ids: str) -> list[str]:
        """The final statuses, in the order of the ids."""
        until(
            lambda: set(self.statuses(*ids)) <= {"completed", "failed"},
            seconds=MANY_JOBS,
            said=lambda: Counter(self.statuses(*ids)),
        )
        return self.statuses(*ids)

    def wait_until(self, query: str, *params: Any) -> Any:
        """The first column of the query's first row, once there is one."""
        return until(lambda: self.connection.execute(query, params).fetchone(), said=query)[0]  # type: ignore

    def attempts(self, job_id: str, step: str = "process-trial") -> list[tuple[str, int | None, str | None]]:
        """Status, exit code and error code of each attempt."""
        return self.connection.execute(
            "select status, exit_code, error ->> 'code' from jobs.attempt"
            " where job_id = %s and step = %s order by number",
            [job_id, step],
        ).fetchall()

    def error(self, job_id: str) -> dict[str, Any]:
        row = self.connection.execute("select error from jobs.job where id = %s", [job_id]).fetchone()
        assert row
        return dict(row[0])

    def pid(self, job_id: str) -> int:
        row = self.connection.execute(
            "select data ->> 'pid' from jobs.output where job_id = %s and step = 'process-trial'", [job_id]
        ).fetchone()
        assert row
        return int(row[0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("executor")

    def short(template: dict[str, Any]) -> None:
        process(template)["activeDeadlineSeconds"] = 1
        process(template)["container"]["args"] += ["--seconds", "1"]

    def small(template: dict[str, Any]) -> None:
        process(template)["container"]["resources"]["limits"]["memory"] = "160Mi"
        process(template)["retryStrategy"] = {"limit": "1"}

    def brief(template: dict[str, Any]) -> None:
        template["spec"]["activeDeadlineSeconds"] = 2

    write_templates(folder, short=short, small=small, brief=brief, single=single_pod)
    return folder


def single_pod(template: dict[str, Any]) -> None:
    """The shape that pipelines/core/one_pod.py renders: all steps in one container, a pod at exit on failure alone."""
    spec = template["spec"]
    spec["onExit"] = "unless-succeeded"
    validate, process, last = (part for part in spec["templates"] if "container" in part)
    command = ["python", "-m", "steps", *(part["name"] for part in (validate, process, last))]
    job = ["--job", "{{workflow.parameters.job-id}}", "--workflow", "{{workflow.name}}"]
    together = {**process, "name": "all-steps"}
    together["container"] = {"command": command, "args": [*job, "--status", "Succeeded"]}
    on_exit = {"name": last["name"], "template": last["name"], "when": "{{workflow.status}} != Succeeded"}
    spec["templates"] = [
        {"name": "main", "dag": {"tasks": [{"name": "all-steps", "template": "all-steps"}]}},
        together,
        last,
        {"name": "unless-succeeded", "steps": [[on_exit]]},
    ]


def process(template: dict[str, Any]) -> dict[str, Any]:
    return next(part for part in template["spec"]["templates"] if part["name"] == "process-trial")


@pytest.fixture(scope="module")
def trials(database_url: str, folder: Path) -> Iterator[Trials]:
    """A running executor whose backoffs are 200 times shorter."""
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def main() -> None:
        ready = asyncio.Event()
        serving = asyncio.create_task(trial_host.host(database_url, folder, 200.0, ready))
        await ready.wait()
        started.set()
        await serving

    task: asyncio.Task[None] | None = None

    def run() -> None:
        nonlocal task
        asyncio.set_event_loop(loop)
        task = loop.create_task(main())
        with pytest.raises(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=run)
    thread.start()
    assert started.wait(PATIENCE)
    trials = Trials(database_url)
    yield trials
    trials.connection.close()
    assert task
    loop.call_soon_threadsafe(task.cancel)
    thread.join(PATIENCE)
    loop.close()


@contextmanager
def hosted(url: str, folder: Path, speed: float = 100.0) -> Iterator[subprocess.Popen[bytes]]:
    """An executor in a process of its own; killed at the end, if the test has not done so."""
    host = subprocess.Popen(
        [sys.executable, str(HOST), url, str(folder), str(speed)], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        yield host
    finally:
        kill(host.pid)
        host.wait()


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture(name="hosted")
def _hosted() -> Any:
    return hosted


@pytest.fixture
def trials_class() -> type[Trials]:
    return Trials
