"""What the local executor makes of every way a step can end: only what needs real processes and a real Postgres."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from uuid import uuid4

import pytest

from pipelines.control.executors.local.chain import Part
from pipelines.control.executors.local.pool import Pool
from pipelines.core.rendered.backoff import Ended
from tests.support.trials import Trials


def test_success_leaves_one_attempt_per_step(trials: Trials) -> None:
    job = trials.send(n=41)
    assert trials.wait(job) == ["completed"]
    for step in ("validate-trial", "process-trial", "update-job-status"):
        assert trials.tries(job, step) == [("completed", 0, None)]
    row = trials.execute(
        "select data ->> 'n_plus_one' from jobs.output where job_id = %s and step = 'process-trial'", [job]
    ).fetchone()
    assert row == ("42",)


@pytest.mark.parametrize(
    ("behave", "code", "exit_code"), [("permanent", "trial", 65), ("configuration", "trial", 78)]
)
def test_what_cannot_succeed_is_tried_once(trials: Trials, behave: str, code: str, exit_code: int) -> None:
    job = trials.send(behave=behave)
    assert trials.wait(job) == ["failed"]
    assert trials.tries(job) == [("failed", exit_code, code)]
    error = trials.error(job)
    assert (error["code"], error["step"], error["attempt"], error["retryable"]) == (
        code,
        "process-trial",
        1,
        False,
    )


@pytest.mark.parametrize(
    ("behave", "status", "exit_code", "code"),
    [
        ("temporary", "failed", 75, "trial"),
        ("not_ready", "waiting", 75, "trial"),
        ("crash", "failed", 75, "unexpected"),
        ("exit", "failed", 3, "died"),
        ("kill", "failed", 137, "killed"),
        ("segfault", "failed", 139, "died"),
    ],
)
def test_what_may_succeed_is_tried_again(
    trials: Trials, behave: str, status: str, exit_code: int, code: str
) -> None:
    job = trials.send(behave=behave, times=2)
    assert trials.wait(job) == ["completed"]
    assert trials.tries(job) == [(status, exit_code, code)] * 2 + [("completed", 0, None)]


def test_retries_end_after_three(trials: Trials) -> None:
    job = trials.send(behave="temporary")
    assert trials.wait(job) == ["failed"]
    assert len(trials.tries(job)) == 4
    assert trials.error(job)["attempt"] == 4


def test_text_of_unknown_exceptions_is_not_stored(trials: Trials) -> None:
    job = trials.send(behave="crash")
    trials.wait(job)
    assert "secret words" not in str(
        trials.execute("select error, log from jobs.attempt where job_id = %s", [job]).fetchall()
    )
    assert "RuntimeError" in trials.error(job)["message"]


def test_a_hanging_step_is_killed_at_its_deadline_and_harms_nobody(trials: Trials) -> None:
    hanging = trials.send("short", behave="hang")
    others = [trials.send(n=n) for n in range(20)]
    assert trials.wait(*others) == ["completed"] * 20
    assert trials.wait(hanging) == ["failed"]
    assert trials.tries(hanging) == [("failed", 75, "deadline_exceeded")] * 4


@pytest.mark.speed
def test_beside_a_hanging_step_20_jobs_take_less_than_3_seconds(trials: Trials) -> None:
    hanging = trials.send("short", behave="hang")
    started = time.monotonic()
    others = [trials.send(n=n) for n in range(20)]
    assert trials.wait(*others) == ["completed"] * 20
    assert time.monotonic() - started < 3
    assert trials.wait(hanging) == ["failed"]


def test_a_step_that_does_not_end_when_told_to_is_killed(trials: Trials) -> None:
    job = trials.send("short", behave="stubborn", times=1)
    assert trials.wait(job) == ["completed"]
    assert trials.tries(job) == [("failed", 137, "deadline_exceeded"), ("completed", 0, None)]


def test_a_step_that_eats_memory_is_killed_and_harms_nobody(trials: Trials) -> None:
    eater = trials.send("small", behave="eat")
    others = [trials.send(n=n) for n in range(20)]
    assert trials.wait(*others, eater) == ["completed"] * 20 + ["failed"]
    assert trials.tries(eater) == [("failed", 137, "out_of_memory")] * 2
    assert trials.error(eater)["code"] == "out_of_memory"


def test_a_job_past_its_deadline_fails_and_its_exit_handler_runs(trials: Trials) -> None:
    job = trials.send("brief", behave="hang")
    assert trials.wait(job) == ["failed"]
    assert trials.error(job)["code"] == "deadline_exceeded"
    assert trials.tries(job) == [("failed", 75, "deadline_exceeded")]
    assert trials.tries(job, "update-job-status") == [("completed", 0, None)]


def test_an_unknown_job_fails_at_once(trials: Trials) -> None:
    job = trials.send("never-heard-of")
    assert trials.wait(job) == ["failed"]
    assert trials.error(job)["code"] == "unknown_pipeline"


def test_a_clean_worker_is_used_again(trials: Trials) -> None:
    pids = set()
    for n in range(10):
        job = trials.send(n=n)
        trials.wait(job)
        pids.add(trials.pid(job))
    assert len(pids) < 10


@pytest.mark.parametrize("behave", ["leak", "thread", "child", "environment"])
def test_a_worker_that_a_step_has_spoilt_is_not_used_again(trials: Trials, behave: str) -> None:
    spoilt = trials.send(behave=behave)
    assert trials.wait(spoilt) == ["completed"]
    pid = trials.pid(spoilt)
    later = [trials.send(n=n) for n in range(40)]
    assert trials.wait(*later) == ["completed"] * 40
    assert pid not in {trials.pid(job) for job in later}


def test_a_job_waits_for_its_time(trials: Trials) -> None:
    job = trials.enqueue(run_at=trials.value("select now() + interval '1.5 seconds'"))
    assert trials.wait(job) == ["completed"]
    begun = "select min(a.started_at) >= j.run_at from jobs.attempt a join jobs.job j on j.id = a.job_id"
    assert trials.value(f"{begun} where j.id = %s group by j.run_at", job) is True


def test_a_step_is_told_more_than_one_packet_holds(environment: dict[str, str], folder: Path) -> None:
    """As the exit handler is of a job whose failures are many."""
    told = ["update-job-status", "--job", str(uuid4()), "--status", "Failed", "--failures", "f" * 500_000]

    async def run() -> Ended:
        async with Pool(1, environment, folder / "long.log") as pool:
            chain = await pool.begin([Part(told, memory=0)])
            return await chain.answer(60.0)

    ended = asyncio.run(run())
    assert ended.exit_code == 65, "there is no such job"
