"""Cancelling what runs on this machine, and waking what waits for a provider."""

from __future__ import annotations

import time

import psutil
import pytest

from pipelines.operations.audit.origin import Origin
from pipelines.operations.cancellation import cancel
from tests.support.trials import Trials
from tests.support.waiting import until

PROCESS = "process-trial"

BY = Origin(door="cli", actor="a test")


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid)


def running_pid(trials: Trials, job_id: str) -> int:
    query = "select pid from jobs.attempt where job_id = %s and step = %s and status = 'running'"
    return int(trials.until_found(query, job_id, PROCESS))


def test_a_running_steps_process_is_killed(trials: Trials) -> None:
    job_id = trials.send(behave="hang")
    pid = running_pid(trials, job_id)
    assert cancel(trials.connection, job_id, origin=BY) == "cancelled"
    until(lambda: gone(pid))
    assert trials.status(job_id) == "cancelled"
    assert trials.tries(job_id) == [("lost", None, "cancelled")]
    assert trials.error(job_id)["message"] == "cancelled on request (a test)"


@pytest.mark.speed
def test_a_running_steps_process_is_killed_within_a_second(trials: Trials) -> None:
    job_id = trials.send(behave="hang")
    pid = running_pid(trials, job_id)
    started = time.monotonic()
    cancel(trials.connection, job_id, origin=BY)
    until(lambda: gone(pid))
    assert time.monotonic() - started < 1


def test_nothing_follows_a_cancelled_job_and_its_place_is_free(trials: Trials) -> None:
    hanging = [trials.send(behave="hang") for _ in range(32)]
    for job_id in hanging:
        running_pid(trials, job_id)
    for job_id in hanging:
        cancel(trials.connection, job_id, origin=BY)
    assert trials.wait(*[trials.send() for _ in range(8)]) == ["completed"] * 8
    for job_id in hanging:
        steps = trials.execute(
            "select step, status from jobs.attempt where job_id = %s order by started_at", [job_id]
        ).fetchall()
        assert steps == [("validate-trial", "completed"), (PROCESS, "lost")]


def test_a_job_that_sits_out_a_backoff_is_cancelled(trials: Trials) -> None:
    job_id = trials.send(behave="temporary")
    query = "select 1 from jobs.attempt where job_id = %s and step = %s and status = 'failed'"
    trials.until_found(query, job_id, PROCESS)
    cancel(trials.connection, job_id, origin=BY)
    before = len(trials.tries(job_id))
    time.sleep(0.3)
    assert trials.status(job_id) == "cancelled"
    assert len(trials.tries(job_id)) <= before + 1, "one that began meanwhile finds the job final"


@pytest.mark.parametrize("turn", range(20))
def test_cancelling_at_any_moment_leaves_a_final_job_and_no_process(trials: Trials, turn: int) -> None:
    job_id = trials.send(behave="sleep")
    time.sleep(turn * 0.003)
    found = cancel(trials.connection, job_id, origin=BY)
    assert found in ("cancelled", "completed")
    running = "select count(*) from jobs.attempt where job_id = %s and status = 'running'"
    until(lambda: trials.execute(running, [job_id]).fetchone() == (0,))
    assert trials.status(job_id) == found


def test_a_notification_that_is_no_id_is_ignored(trials: Trials) -> None:
    trials.execute("select pg_notify('jobs_cancelled', 'nonsense'), pg_notify('jobs_wake', '')")
    assert trials.wait(trials.send()) == ["completed"]
