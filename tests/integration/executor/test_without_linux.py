"""The local executor where nothing is left that only Linux has: the same isolation, limits and ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.processes import WITHOUT_LINUX
from tests.support.trials import Trials, hosted
from tests.support.waiting import until


@pytest.fixture
def trials_alone(database_url: str) -> Iterator[Trials]:
    with Trials.at(database_url) as trials:
        yield trials


def running_pid(trials: Trials, job: str) -> int:
    query = "select pid from jobs.attempt where job_id = %s and step = 'process-trial' and status = 'running'"
    return int(trials.until_found(query, job))


def test_jobs_end_as_they_do_on_linux(database_url: str, folder: Path, trials_alone: Trials) -> None:
    with hosted(database_url, folder, path=WITHOUT_LINUX):
        well = [trials_alone.send(n=n) for n in range(20)]
        eats = trials_alone.send("small", behave="eat")
        killed = trials_alone.send(behave="kill", times=1)
        leaves = [trials_alone.send(behave=how) for how in ("thread", "child", "environment", "leak")]
        assert trials_alone.wait(*well) == ["completed"] * 20
        assert trials_alone.wait(eats, killed, *leaves) == ["failed", *["completed"] * 5]
        assert "OOMKilled: the step used more than 160 MiB" in trials_alone.error(eats)["message"]
        assert trials_alone.tries(killed) == [("failed", 137, "killed"), ("completed", 0, None)]
        pids = {trials_alone.pid(job) for job in leaves}
        after = [trials_alone.send(n=n) for n in range(20)]
        assert trials_alone.wait(*after) == ["completed"] * 20
        assert not pids & {trials_alone.pid(job) for job in after}, (
            "one that is not clean runs no further step"
        )


def test_no_step_outlives_its_executor(database_url: str, folder: Path, trials_alone: Trials) -> None:
    with hosted(database_url, folder, path=WITHOUT_LINUX) as host:
        job = trials_alone.send(behave="hang")
        pid = running_pid(trials_alone, job)
        host.kill()
        host.wait()
        until(lambda: not psutil.pid_exists(pid))
    trials_alone.execute("select jobs.finish(%s, 'failed')", [job])


def test_workers_end_with_the_fork_server(database_url: str, folder: Path, trials_alone: Trials) -> None:
    with hosted(database_url, folder, path=WITHOUT_LINUX) as host:
        job = trials_alone.send(behave="hang", times=1)
        pid = running_pid(trials_alone, job)
        [fork_server] = psutil.Process(host.pid).children()
        fork_server.kill()
        until(lambda: not psutil.pid_exists(pid))
        assert trials_alone.wait(job) == ["completed"]
    assert trials_alone.tries(job) == [("failed", 137, "killed"), ("completed", 0, None)]


def test_a_worker_ends_by_itself_when_nobody_is_left_to_end_it(
    database_url: str, folder: Path, trials_alone: Trials
) -> None:
    with hosted(database_url, folder, path=WITHOUT_LINUX) as host:
        job = trials_alone.send(behave="hang")
        pid = running_pid(trials_alone, job)
        [fork_server] = psutil.Process(host.pid).children()
        host.send_signal(signal.SIGSTOP)
        fork_server.kill()
        os.kill(host.pid, signal.SIGKILL)
        host.wait()
        until(lambda: not psutil.pid_exists(pid))
    trials_alone.execute("select jobs.finish(%s, 'failed')", [job])
