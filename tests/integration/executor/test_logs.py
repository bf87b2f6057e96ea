"""An attempt's log is in Postgres while it runs, and stays there however the attempt ends."""

from __future__ import annotations

import json
import os
import signal

import pytest

from tests.support.trials import Trials
from tests.support.waiting import until

LOG = "select log from jobs.attempt where job_id = %s and step = 'process-trial' order by number limit 1"


def said_half_way(trials: Trials, job: str) -> dict[str, object]:
    """The log's first line, once it is there."""
    line, *_ = until(lambda: trials.value(LOG, job), said="no log").splitlines()
    read: dict[str, object] = json.loads(line)
    assert (read["event"], read["step"], read["attempt"]) == ("half_way", "process-trial", 1)
    return read


def talking(trials: Trials) -> str:
    job = trials.send(behave="talk", times=1)
    trials.until_found("select 1 from jobs.attempt where job_id = %s and step = 'process-trial'", job)
    return job


def test_the_log_of_a_running_attempt(trials: Trials) -> None:
    job = talking(trials)
    assert said_half_way(trials, job)["words"] == "of a step that goes on"
    trials.execute("select jobs.cancel(%s, '{}')", [job])


def test_the_log_of_a_cancelled_attempt(trials: Trials) -> None:
    job = talking(trials)
    said_half_way(trials, job)
    trials.execute("select jobs.cancel(%s, '{}')", [job])
    assert trials.wait(job) == ["cancelled"]
    said_half_way(trials, job)


def test_the_log_of_a_killed_attempt(trials: Trials) -> None:
    job = talking(trials)
    said_half_way(trials, job)
    os.kill(
        trials.value("select pid from jobs.attempt where job_id = %s and step = 'process-trial'", job),
        signal.SIGKILL,
    )
    assert trials.wait(job) == ["completed"]
    assert trials.tries(job) == [("failed", 137, "killed"), ("completed", 0, None)]
    said_half_way(trials, job)


@pytest.mark.parametrize("pipeline", ["short"])
def test_the_log_of_an_attempt_past_its_time(trials: Trials, pipeline: str) -> None:
    job = trials.send(pipeline, behave="talk", times=1)
    trials.wait(job)
    said_half_way(trials, job)
