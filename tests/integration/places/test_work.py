"""`bgjobs work` as a process: it takes what runs warm, hands over what it cannot end, and tells its health."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from pipelines.emulators.emulator_server import Emulators
from tests.integration.places.conftest import PODS, WARM, Places
from tests.support import emulated
from tests.support.emulated import KEY
from tests.support.processes import ROOT
from tests.support.waiting import until

Work = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def work(places: Places, emulators: Emulators, tmp_path: Path) -> Iterator[Work]:
    """Starts `bgjobs work`; it is killed at the end."""
    with ExitStack() as stack:

        def start(*arguments: str, **settings: str) -> subprocess.Popen[str]:
            environment = {
                **os.environ,
                "DATABASE_URL": places.url,
                "OPENAI_BASE_URL": f"{emulators.url}/v1",
                "OPENAI_API_KEY": KEY,
                "JOBS_LLM_DIALECT": "responses",
                "JOBS_HOME": str(tmp_path),
                **settings,
            }
            command = [sys.executable, "-m", "pipelines", "work", "--port", "0", *arguments]
            process = subprocess.Popen(
                command,
                env=environment,
                cwd=ROOT,
                stderr=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                text=True,
            )
            stack.callback(process.communicate)  # which also closes its pipe
            stack.callback(process.kill)
            return process

        yield start


def alive(places: Places) -> int:
    return int(places.value("select cardinality(jobs.live_owners())"))


def news(places: Places) -> str:
    return places.enqueue({"text": "The bridge opens in May 2026, the mayor said."}, pipeline=WARM)


def test_it_runs_what_runs_warm_and_nothing_else(places: Places, work: Work) -> None:
    process = work()
    warm, pods = news(places), places.enqueue(pipeline=PODS)
    assert places.wait(warm) == ["completed"]
    assert places.value("select executor from jobs.job where id = %s", warm) == "warm"
    assert places.status(pods) == "queued"
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert alive(places) == 0


def test_sigterm_hands_over_what_does_not_end_in_time(
    places: Places, work: Work, emulators: Emulators
) -> None:
    emulated.script(emulators, {"kind": "hang", "seconds": 60})
    first = work(JOBS_GRACE_SECONDS="0.2")
    job = news(places)
    until(lambda: places.value("select exists (select from jobs.provider_call where job_id = %s)", job))
    second = work()
    until(lambda: alive(places) == 2)
    first.send_signal(signal.SIGTERM)
    assert first.wait(30) == 0
    assert places.wait(job) == ["completed"]
    rows = places.select(
        "select status, error ->> 'code' as code from jobs.attempt where job_id = %s and step = %s order by number",
        job,
        f"process-{WARM}",
    )
    assert rows == [{"status": "lost", "code": "handed_over"}, {"status": "completed", "code": None}]
    assert second.poll() is None


def test_kill_9_leaves_its_jobs_to_the_other(places: Places, work: Work, emulators: Emulators) -> None:
    emulated.script(emulators, {"kind": "hang", "seconds": 60})
    first = work()
    job = news(places)
    until(lambda: places.value("select exists (select from jobs.provider_call where job_id = %s)", job))
    work()
    first.kill()
    assert places.wait(job) == ["completed"]


def test_it_answers_for_its_health_and_its_figures(places: Places, work: Work) -> None:
    process = work("--pipelines", WARM, JOBS_PLACES="3")
    assert process.stderr is not None
    line = process.stderr.readline()
    url = line.partition('"url": "')[2].partition('"')[0]
    until(lambda: alive(places) == 1)
    assert httpx.get(f"{url}/health/ready").json() == {"status": "ready"}
    names = {task["name"] for task in httpx.get(f"{url}/health/tasks").json()}
    assert names == {"server", "workers", "dispatcher", "listener"}
    figures = httpx.get(f"{url}/metrics").text
    assert "\njobs_places 3.0\n" in figures
    assert 'jobs_task_living{task="dispatcher"} 1.0' in figures
    assert httpx.get(f"{url}/api/jobs").status_code == 404


@pytest.mark.parametrize(
    ("arguments", "settings", "says"),
    [
        (["--pipelines", "news"], {}, "--pipelines: there is no pipeline 'news'"),
        ([], {"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ([], {"JOBS_PLACES": "0"}, "JOBS_PLACES"),
        (["--pipelines", ""], {}, "--pipelines: name at least one, or leave it out to take all"),
        (["--pipelines", " ,"], {}, "--pipelines: name at least one, or leave it out to take all"),
        (
            [],
            {"JOBS_HOME": "/dev/null"},
            "JOBS_HOME: /dev/null/logs is of no use: Not a directory; set it to a",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    work: Work, arguments: list[str], settings: dict[str, str], says: str
) -> None:
    process = work(*arguments, **settings)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert says in said
    assert "Traceback" not in said


def test_a_port_that_is_taken_names_the_option_that_mends_it(work: Work) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = work("--port", str(taken.getsockname()[1]))
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "; stop it, or set --port to another" in said
