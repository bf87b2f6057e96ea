"""kill -9 of each process while jobs run: after a new start every job ends, no finished step runs twice."""

from __future__ import annotations

import errno
import os
import random
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from pipelines.control.executors.local import fork_server, fork_server_handle
from pipelines.runtime.embedded_postgres import EmbeddedPostgres, start_postgres
from tests.support.processes import kill_family
from tests.support.trials import Trials, hosted, hosting
from tests.support.waiting import until


@pytest.fixture
def postgres_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="jobs-postgres-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def trials_alone(database_url: str) -> Iterator[Trials]:
    with Trials.at(database_url) as trials:
        yield trials


def test_executor_killed_mid_step(database_url: str, folder: Path, trials_alone: Trials) -> None:
    with hosted(database_url, folder) as host:
        job = trials_alone.send(behave="sleep")
        trials_alone.until_found(
            "select 1 from jobs.attempt where job_id = %s and step = 'process-trial'", job
        )
        host.kill()
    time.sleep(1)
    assert trials_alone.statuses(job) == ["running"]
    with hosted(database_url, folder):
        assert trials_alone.wait(job) == ["completed"]
    assert trials_alone.tries(job, "validate-trial") == [("completed", 0, None)]
    assert trials_alone.tries(job) == [("lost", None, "lost"), ("completed", 0, None)]


def test_no_step_outlives_its_executor(database_url: str, folder: Path, trials_alone: Trials) -> None:
    with hosted(database_url, folder) as host:
        job = trials_alone.send(behave="hang")
        pid = trials_alone.until_found(
            "select pid from jobs.attempt where job_id = %s and step = 'process-trial'", job
        )
        assert psutil.pid_exists(pid)
        host.kill()
        host.wait()
        until(lambda: not psutil.pid_exists(pid))
    trials_alone.execute("select jobs.finish(%s, 'failed')", [job])


def test_nursery_killed(database_url: str, folder: Path, trials_alone: Trials) -> None:
    with hosted(database_url, folder) as host:
        job = trials_alone.send(behave="sleep", times=1)
        trials_alone.until_found(
            "select 1 from jobs.attempt where job_id = %s and step = 'process-trial'", job
        )
        [fork_server] = psutil.Process(host.pid).children()
        fork_server.kill()
        assert trials_alone.wait(job) == ["completed"]
    assert trials_alone.tries(job) == [("failed", 137, "killed"), ("completed", 0, None)]


def test_executor_killed_at_any_moment(database_url: str, folder: Path, trials_alone: Trials) -> None:
    """Twelve kills at random moments under load; then each job is done, and each step was completed once."""
    moments = random.Random(7)
    jobs = [trials_alone.send(n=n) for n in range(400)]
    for _ in range(12):
        with hosted(database_url, folder) as host:
            trials_alone.until_found(
                "select 1 from jobs.job where status in ('dispatched', 'running', 'completed')"
            )
            time.sleep(moments.uniform(0.3, 0.9))
            host.kill()
    with hosted(database_url, folder):
        assert trials_alone.wait(*jobs) == ["completed"] * 400
    counts = trials_alone.execute(
        "select step, count(*), count(distinct job_id) from jobs.attempt where status = 'completed'"
        " and job_id = any(%s::uuid[]) group by step order by step",
        [jobs],
    ).fetchall()
    assert counts == [
        ("process-trial", 400, 400),
        ("update-job-status", 400, 400),
        ("validate-trial", 400, 400),
    ]
    assert trials_alone.execute("select count(*) from jobs.attempt where status = 'running'").fetchone() == (
        0,
    )


def started_again(server: EmbeddedPostgres) -> bool:
    """A process of the killed server that was only being born then keeps it from starting for a moment."""
    server.keep_running()
    try:
        psycopg.connect(server.url).close()
    except psycopg.OperationalError:
        return False
    return True


def test_postgres_killed(postgres_folder: Path, folder: Path) -> None:
    """The dispatcher waits for PostgreSQL, comes back under a new number and finishes what it had begun."""
    from steps.core.postgres.migrate import migrate

    server = start_postgres(postgres_folder)
    url = server.url
    trials = Trials.open(url, "trial")
    migrate(trials.connection)
    with hosted(url, folder) as host:
        jobs = [trials.send(behave="sleep", n=n) for n in range(5)]
        trials.until_found("select 1 from jobs.attempt where step = 'process-trial'")
        kill_family(server.pid)
        trials.connection.close()
        until(lambda: started_again(server))
        again = Trials.open(url, "trial")
        assert again.wait(*jobs) == ["completed"] * 5
        assert host.poll() is None
        again.connection.close()
    server.stop()


def test_a_fork_server_that_hangs_is_replaced(
    database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fork_server_handle, "ANSWER_SECONDS", 2.0)
    me = psutil.Process()
    with hosting(database_url, folder, 100.0), Trials.at(database_url) as trials:
        assert trials.wait(trials.send()) == ["completed"]
        (hung,) = (child for child in me.children() if "fork_server" in " ".join(child.cmdline()))
        hung.suspend()
        jobs = [trials.send(n=n) for n in range(8)]
        assert trials.wait(*jobs) == ["completed"] * 8
        assert not hung.is_running() or hung.status() == psutil.STATUS_ZOMBIE


def test_where_no_process_is_to_be_had_the_fork_server_says_so_and_lives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none() -> int:
        raise BlockingIOError(errno.EAGAIN, "no process")

    monkeypatch.setattr(os, "fork", none)
    ours, theirs = socket.socketpair()
    with ours:
        assert fork_server.answer([theirs.detach()], []) == {"not_started": errno.EAGAIN}
        assert ours.recv(1) == b""
    assert fork_server.answer([], []) == {"not_started": errno.EMFILE}
