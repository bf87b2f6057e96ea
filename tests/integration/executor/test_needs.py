"""A worker process that has run other steps gives the next one no more than that one declares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.trials import Trials, hosting

HIDDEN = {"ASSEMBLYAI_API_KEY", "JOBS_GDPR_DATABASE_URL", "AWS_SECRET_ACCESS_KEY"}


@pytest.fixture
def told(database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trials]:
    for name in (*HIDDEN, "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "postgresql://canary@db/shop" if name.endswith("_URL") else "canary")
    with hosting(database_url, folder, 200.0), Trials.at(database_url) as trials:
        yield trials


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_neither_worker_nor_fork_server_holds_what_one_need_alone_may_know(told: Trials) -> None:
    assert told.wait(told.send("witness")) == ["completed"]
    me = psutil.Process()
    forked = [one for one in me.children(recursive=True) if "fork_server" in " ".join(one.cmdline())]
    assert len(forked) >= 2  # the server and a worker
    for one in forked:
        for name in (*HIDDEN, "OPENAI_API_KEY"):
            assert name.encode() not in environment_of(one.pid), one


def test_a_warm_process_shows_each_step_what_it_needs(told: Trials) -> None:
    jobs = [told.send("witness") for _ in range(2)]
    assert told.wait(*jobs) == ["completed"] * 2
    for job in jobs:
        seen = told.value("select data from jobs.output where job_id = %s and step = 'process-witness'", job)
        for visible in (set(seen["variables"]), set(seen["inherited"])):
            assert "OPENAI_API_KEY" in visible
            assert not HIDDEN & visible


@pytest.fixture
def wrong(database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trials]:
    monkeypatch.setenv("JOBS_GDPR_DATABASE_URL", "mysql://shop:canary@db/shop")
    monkeypatch.setenv("OPENAI_API_KEY", "canary canary")
    monkeypatch.setenv("JOBS_STORAGE", "nowhere")
    with hosting(database_url, folder, 200.0), Trials.at(database_url) as trials:
        yield trials


def test_a_wrong_setting_of_one_step_fails_its_jobs_alone(wrong: Trials) -> None:
    """The trial needs nothing; the witness needs the model's key, which is wrong."""
    trial, witness = wrong.send(), wrong.send("witness")
    assert wrong.wait(trial, witness) == ["completed", "failed"]
    [error] = [wrong.value("select error from jobs.job where id = %s", witness)]
    assert (error["code"], error["step"]) == ("settings", "process-witness")
    assert error["message"].startswith("OPENAI_API_KEY must ")
    assert "canary" not in error["message"]
