"""Processes that serve: `bgjobs serve`, `bgjobs dev`, and what they say when they cannot."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from pipelines.core.supervision.supervisor import Supervisor
from pipelines.runtime import child_process
from pipelines.runtime.child_process import ChildProcess
from pipelines.server.listening import listen
from tests.support.processes import WITHOUT_LINUX
from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[3]
Start = Callable[..., "subprocess.Popen[str]"]
everywhere = pytest.mark.parametrize(
    "path", ["", WITHOUT_LINUX], ids=["as it is", "without what only Linux has"]
)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Iterator[Start]:
    """Start `jobs ARGUMENTS` with these variables set; what still runs at the end is stopped."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **variables: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "pipelines", *arguments],
                env={**os.environ, "DATABASE_URL": database_url, "JOBS_HOME": str(tmp_path), **variables},
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def answers(url: str) -> httpx.Response:
    """What it says once it listens."""

    def answer() -> httpx.Response | None:
        with suppress(httpx.TransportError):
            return httpx.get(url, timeout=PATIENCE)
        return None

    found = until(answer)
    assert found is not None
    return found


def test_serve_answers_and_stops_cleanly(run: Start, port: int) -> None:
    process = run("serve", JOBS_PORT=str(port))
    assert answers(f"http://127.0.0.1:{port}/health/ready").status_code == 200
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert out == f"Ready: http://127.0.0.1:{port}\n"
    assert err == ""


def test_serve_refuses_an_open_door_without_a_token(run: Start, port: int) -> None:
    out, err = run("serve", "--host", "0.0.0.0", "--port", str(port)).communicate(timeout=PATIENCE)
    assert out == ""
    assert err.startswith("0.0.0.0 is open to others and there is no valid token yet")
    assert "bgjobs token create" in err


def test_serve_names_what_is_wrong_with_the_hooks(run: Start, port: int, tmp_path: Path) -> None:
    (tmp_path / "hooks.yaml").write_text("sources: {tickets: {}}")
    process = run("serve", JOBS_PORT=str(port), JOBS_HOOKS=str(tmp_path / "hooks.yaml"))
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "JOBS_HOOKS: sources.tickets.signature: is required" in err


@everywhere
def test_dev_runs_a_job_from_http_and_a_second_one_says_who_has_the_port(
    run: Start, port: int, path: str
) -> None:
    dev = run("dev", "--no-reload", "--places", "4", JOBS_PORT=str(port), PYTHONPATH=path)
    assert dev.stdout
    assert dev.stdout.readline() == f"Ready: http://127.0.0.1:{port}\n"
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
        sample = client.get("/api/pipelines/news-analyzer/sample").json()
        job_id = client.post("/api/events", json=sample).json()["events"][0]["job_id"]
        ended = until(
            lambda: (
                {client.get(f"/api/jobs/{job_id}").json()["status"]} & {"completed", "failed", "cancelled"}
            )
        )
        assert ended == {"completed"}
        assert client.get(f"/api/jobs/{job_id}/documents/report").text.startswith("# ")
    second = run("dev", JOBS_PORT=str(port))
    out, err = second.communicate(timeout=PATIENCE)
    assert (second.returncode, out) == (1, "")
    assert (
        err
        == f"port {port} is taken by another `bgjobs dev` (process {dev.pid}); stop it, or set JOBS_PORT to another\n"
    )
    dev.send_signal(signal.SIGINT)
    out, err = dev.communicate(timeout=PATIENCE)
    assert dev.returncode == 0, err
    assert out.endswith("Stopping; what is not finished goes on at the next start.\n")
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{port}/health/live")


def test_another_programs_port_is_named_by_its_program(run: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        _, err = run("dev", JOBS_PORT=str(port)).communicate(timeout=PATIENCE)
    assert err.startswith(f"port {port} is taken by ")
    assert f"(process {os.getpid()})" in err


@everywhere
def test_nothing_outlives_a_dev_that_was_killed(run: Start, port: int, path: str) -> None:
    dev = run("dev", "--no-reload", "--places", "2", JOBS_PORT=str(port), PYTHONPATH=path)
    assert dev.stdout
    dev.stdout.readline()
    family = psutil.Process(dev.pid).children(recursive=True)
    started = " ".join(word for process in family for word in process.cmdline())
    assert all(part in started for part in ("pipelines.server", "pipelines.emulators", "fork_server"))
    dev.kill()
    _, living = psutil.wait_procs(family, timeout=PATIENCE)
    assert not living


def test_dev_starts_its_server_again_when_it_was_killed(run: Start, port: int) -> None:
    dev = run("dev", "--no-reload", "--places", "2", JOBS_PORT=str(port))
    assert dev.stdout
    dev.stdout.readline()
    (server,) = [
        child
        for child in psutil.Process(dev.pid).children()
        if "pipelines.server" in " ".join(child.cmdline())
    ]
    server.kill()
    assert httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=PATIENCE).status_code == 200


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"JOBS_HOOKS": "/nowhere.yaml"}, "JOBS_HOOKS: the file cannot be read: No such file or directory\n"),
        ({"JOBS_STEP_PACKAGES": "steps,nowhere"}, "JOBS_STEP_PACKAGES: nowhere cannot be imported\n"),
    ],
)
def test_what_a_child_of_dev_refuses_at_its_start_is_said_in_that_sentence(
    run: Start, port: int, variables: dict[str, str], said: str
) -> None:
    out, err = run("dev", "--no-reload", JOBS_PORT=str(port), **variables).communicate(timeout=PATIENCE)
    assert err.startswith(said)
    assert err.count("\n") == 1
    assert out == ""


def test_a_child_of_dev_that_breaks_at_its_start_is_named_with_its_log(
    run: Start, port: int, tmp_path: Path
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "uvicorn.py").write_text("raise RuntimeError('no such day')")
    told = run("dev", "--no-reload", JOBS_PORT=str(port), PYTHONPATH=str(tmp_path / "broken"))
    _, err = told.communicate(timeout=PATIENCE)
    assert "does not start: RuntimeError: no such day; see " in err
    assert "Traceback" not in err


def test_a_dispatcher_that_does_not_live_makes_dev_not_ready(
    run: Start, port: int, database_url: str
) -> None:
    """The server is a process of its own, and the database that it asks still answers."""
    dev = run("dev", "--no-reload", "--places", "2", JOBS_PORT=str(port))
    assert dev.stdout
    dev.stdout.readline()
    url = f"http://127.0.0.1:{port}/health"
    names = {"dispatcher", "listener", "workers", "scheduler", "bulk_worker", "housekeeping", "server"}
    names.add("emulators")
    until(lambda: {task["name"] for task in httpx.get(f"{url}/tasks").json() if task["living"]} == names)
    assert httpx.get(f"{url}/ready").status_code == 200
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("alter table jobs.job rename to hidden")
        try:
            until(lambda: httpx.get(f"{url}/ready").status_code == 503)
            told = httpx.get(f"{url}/ready").json()
        finally:
            connection.execute("alter table jobs.hidden rename to job")
    assert told["code"] == "task_down"
    assert told["detail"].startswith("these tasks do not live: ")
    assert "dispatcher (for " in told["detail"]
    until(lambda: httpx.get(f"{url}/ready").status_code == 200)
    (dispatcher,) = (task for task in httpx.get(f"{url}/tasks").json() if task["name"] == "dispatcher")
    assert dispatcher["error"].startswith("UndefinedTable 42P01 at pipelines/control/dispatcher.py")
    assert dispatcher["restarts"] == 0
    metrics = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert 'jobs_task_up{task="dispatcher"} 1.0' in metrics
    assert "jobs_database_up 1.0" in metrics


def test_a_server_that_hangs_is_started_anew(run: Start, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = listen("127.0.0.1", 0)
    monkeypatch.setattr(child_process, "ASK_SECONDS", 0.3)
    emulators = ChildProcess("emulators", "pipelines.emulators", listener, Path(os.devnull))

    async def scenario() -> None:
        async with Supervisor(tick=0.1) as supervisor:
            supervisor.start("emulators", emulators.watch, silence=10)
            (state,) = supervisor.states()
            async with asyncio.timeout(PATIENCE):
                while not (state := supervisor.states()[0]).beat_at:
                    await asyncio.sleep(0.1)
                before = emulators.pid
                os.kill(before, signal.SIGSTOP)
                while not (state := supervisor.states()[0]).restarts or not state.living:
                    await asyncio.sleep(0.1)
            assert state.error == "no sign of life for 10 s"
            assert emulators.pid != before

    try:
        asyncio.run(scenario())
    finally:
        emulators.stop()
