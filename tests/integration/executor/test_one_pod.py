"""A job whose steps share one pod leaves the same rows as one with a pod for each step, however it ends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.trials import Trials

STEPS = ("validate-trial", "process-trial", "update-job-status")


def rows(trials: Trials, pipeline: str) -> dict[str, Any]:
    return {step: trials.tries(pipeline, step) for step in STEPS}


@pytest.mark.parametrize(
    ("behave", "times", "status"),
    [
        ("well", 0, "completed"),
        ("temporary", 2, "completed"),
        ("kill", 1, "completed"),
        ("temporary", 10_000, "failed"),
        ("permanent", 10_000, "failed"),
        ("exit", 10_000, "failed"),
    ],
)
def test_both_shapes_leave_the_same_rows(trials: Trials, behave: str, times: int, status: str) -> None:
    several = trials.send("trial", behave=behave, times=times)
    single = trials.send("single", behave=behave, times=times)
    assert trials.wait(several, single) == [status, status]
    assert rows(trials, single) == rows(trials, several)
    if status == "failed":
        assert trials.error(single) == trials.error(several)


def test_a_job_that_succeeds_in_one_pod_uses_one_process_alone(trials: Trials) -> None:
    job = trials.send("single")
    trials.wait(job)
    [(processes,)] = trials.execute(
        "select count(distinct pid) from jobs.attempt where job_id = %s", [job]
    ).fetchall()
    assert processes == 1
