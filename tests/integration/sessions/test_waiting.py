"""What the machine or PostgreSQL lacks is not the job's fault: it waits, says for what, and uses up no retry."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipelines.core.connections.free import free_connections, workers_for
from pipelines.operations.explain.explanation import explain
from steps.core.postgres.connect import connect_to
from tests.support.debian import Debian, debian_postgres
from tests.support.processes import ROOT
from tests.support.trials import Trials, hosting, write_templates
from tests.support.waiting import until

SPEED = 20.0
REFUSES_TO_FORK = """
import os, socket, sys
from pipelines.control.executors.local import fork_server
def refused(): raise BlockingIOError(11, "no process")
os.fork, fork_server.preload = refused, lambda packages: None
fork_server.main(socket.socket(fileno=int(sys.argv[1])))
"""
DISK = """
create sequence jobs.writes;
grant usage on sequence jobs.writes to public;
create function jobs.no_room() returns trigger language plpgsql as $$
begin
    if nextval('jobs.writes') <= {times} then
        raise exception 'could not extend file' using errcode = '{state}';
    end if;
    return new;
end $$;
create trigger no_room before {when} on jobs.{table} for each row execute function jobs.no_room()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("waiting")

    def brief(template: dict[str, Any]) -> None:
        template["spec"]["activeDeadlineSeconds"] = 4

    write_templates(folder, brief=brief)
    return folder


@pytest.fixture(scope="module")
def trials(debian: Debian, folder: Path) -> Iterator[Trials]:
    """A running executor whose role may have so few connections that six are left for its steps."""
    debian.run("alter role app connection limit 8")
    with hosting(debian.url("jobs", "app"), folder, SPEED), Trials.at(debian.url("jobs")) as trials:
        yield trials
    debian.run("alter role app connection limit -1")


def faults(trials: Trials, jobs: list[str]) -> list[Any]:
    rows = trials.execute(
        "select step, status, error ->> 'code' from jobs.attempt where job_id = any (%s::uuid[]) "
        "and status not in ('completed', 'lost')",
        [jobs],
    )
    return rows.fetchall()


def test_jobs_wait_for_a_connection(trials: Trials) -> None:
    jobs = [trials.send(behave="sleep", times=1) for _ in range(16)]
    waited = until(lambda: trials.execute("select job_id::text, code, message from jobs.job_wait").fetchall())
    assert {code for _, code, _ in waited} == {"database_connections"}
    told = explain(trials.connection, waited[0][0])
    assert told is not None
    assert set(trials.wait(*jobs)) == {"completed"}
    assert faults(trials, jobs) == []


def test_a_waiting_job_says_for_what(trials: Trials) -> None:
    trials.execute("alter role app connection limit 0")
    until(
        lambda: (
            trials.execute("select count(*) from pg_stat_activity where usename = 'app'").fetchone() == (2,)
        ),
        seconds=60,
    )
    job = trials.send()
    until(lambda: trials.execute("select from jobs.job_wait where job_id = %s", [job]).fetchone() is not None)
    told = explain(trials.connection, job)
    assert told is not None
    (sentence,) = told.waiting
    assert sentence.startswith("It waits, and uses up no retry, since ")
    assert "PostgreSQL has no free connection; raise max_connections" in sentence
    trials.execute("alter role app connection limit 8")
    assert trials.wait(job) == ["completed"]
    ended = explain(trials.connection, job)
    assert ended is not None
    assert ended.waiting == []


def test_what_a_job_waits_for_takes_none_of_its_time(trials: Trials) -> None:
    trials.execute("alter role app connection limit 0")
    end_steps = (
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'jobs steps'"
    )
    until(lambda: trials.value(end_steps) == 0)
    job = trials.send("brief")
    until(
        lambda: trials.value("select dispatched_at < now() - interval '8 s' from jobs.job where id = %s", job)
    )
    trials.execute("alter role app connection limit 8")
    assert trials.wait(job) == ["completed"]
    found = trials.job(job)
    assert found["idle"] >= timedelta(seconds=4)
    assert found["deadline_at"] >= found["finished_at"]


@pytest.mark.parametrize(
    ("table", "state", "times"),
    [
        ("output", "53100", 5),
        ("attempt", "53100", 5),
        ("attempt", "53200", 3),
        ("attempt", "25006", 3),
        ("job", "53100", 3),
    ],
)
def test_jobs_wait_while_postgres_cannot_write(trials: Trials, table: str, state: str, times: int) -> None:
    when = "update" if table == "job" else "insert or update"
    trials.execute(DISK.format(times=times, state=state, table=table, when=when))
    try:
        jobs = [trials.send() for _ in range(3)]
        assert set(trials.wait(*jobs)) == {"completed"}
        assert faults(trials, jobs) == []
    finally:
        trials.execute("drop function jobs.no_room cascade; drop sequence jobs.writes")


def test_a_full_disk_of_this_machine_is_no_failed_attempt(trials: Trials) -> None:
    job = trials.send(behave="no_space", times=6)
    assert trials.wait(job) == ["completed"]
    found = trials.tries(job)
    assert found[:-1] == [("lost", 75, "disk_full")] * 6
    assert found[-1] == ("completed", 0, None)


def test_jobs_wait_for_open_files(trials: Trials) -> None:
    assert trials.wait(trials.send()) == ["completed"]
    this = psutil.Process()
    server = next(child for child in this.children() if "fork_server" in " ".join(child.cmdline()))
    limits = server.rlimit(psutil.RLIMIT_NOFILE)
    for idle in server.children():
        idle.kill()
    until(lambda: not server.children())
    server.rlimit(psutil.RLIMIT_NOFILE, (0, limits[1]))  # what is open stays so
    job = trials.send()
    found = until(
        lambda: trials.execute("select code from jobs.job_wait where job_id = %s", [job]).fetchone()
    )
    assert found == ("no_files",)
    server.rlimit(psutil.RLIMIT_NOFILE, limits)
    assert trials.wait(job) == ["completed"]
    assert faults(trials, [job]) == []


def test_the_fork_server_outlives_a_fork_that_is_refused() -> None:
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-c", REFUSES_TO_FORK, str(theirs.fileno())]
    with ours, theirs, subprocess.Popen(command, pass_fds=[theirs.fileno()], cwd=ROOT) as process:
        ours.settimeout(60)
        assert json.loads(ours.recv(4096)) == {"ready": True}
        for _ in range(2):
            one, other = socket.socketpair()
            with one, other:
                socket.send_fds(ours, [b"f"], [other.fileno()])
                assert json.loads(ours.recv(4096)) == {"not_started": 11}
        assert process.poll() is None
        process.kill()


def test_free_connections_are_counted_by_every_limit(debian: Debian) -> None:
    debian.new_role("limited", "connection limit 5")
    debian.run("grant connect on database jobs to limited")
    with connect_to(debian.url("jobs", "limited"), "test") as connection:
        assert free_connections(connection) == 4
        debian.run("alter role limited connection limit -1", "alter database jobs connection limit 30")
        by_database = free_connections(connection)
        assert 0 < by_database < 30
        debian.run("alter database jobs connection limit -1")
        assert by_database < free_connections(connection) <= 60 - 3 - 1


@pytest.mark.parametrize(("free", "workers"), [(97, 60), (20, 9), (6, 1), (0, 1)])
def test_workers_leave_connections_for_the_others(free: int, workers: int) -> None:
    assert workers_for(free) == workers


def test_the_last_connections_are_kept_for_superusers() -> None:
    with debian_postgres("max_connections = 8", "superuser_reserved_connections = 3") as server:
        server.new_role("app")
        with connect_to(server.url(user="app"), "test") as connection:
            assert free_connections(connection) == 4
