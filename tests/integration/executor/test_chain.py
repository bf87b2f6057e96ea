"""One worker runs the steps of a job one after the other, with nothing of one left for the next."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.control.executors.local import chain as chains
from pipelines.control.executors.local import pool as pools
from pipelines.control.executors.local.chain import LATE, Chain, Part
from pipelines.control.executors.local.pool import Pool
from pipelines.core.supervision.supervisor import Supervisor
from tests.support.trials import Trials

MEBI = 2**20
LATER = datetime(2999, 1, 1, tzinfo=UTC)  # so that no dispatcher takes it
PIDS = "select distinct pid from jobs.attempt where job_id = %s"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "GRACE_SECONDS", 2.0)
    monkeypatch.setattr(pools, "WATCH_SECONDS", 0.05)


def parts(job: str, **memory: int) -> list[Part]:
    told = {"update-job-status": ["--status", "Succeeded", "--failures", json.dumps("null")]}
    names = ("validate-trial", "process-trial", "update-job-status")
    return [
        Part([name, "--job", job, *told.get(name, [])], memory.get(name.partition("-")[0], 0))
        for name in names
    ]


def in_pool(environment: dict[str, str], folder: Path, run: Any) -> Any:
    async def main() -> Any:
        async with Pool(1, environment, folder / "chain.log") as pool, Supervisor() as supervisor:
            pool.start(supervisor)
            return await asyncio.wait_for(run(pool), 60)

    return asyncio.run(main())


def test_one_process_runs_all_steps_of_a_job(trials: Trials) -> None:
    job = trials.send()
    assert trials.wait(job) == ["completed"]
    assert len(trials.execute(PIDS, [job]).fetchall()) == 1


@pytest.mark.parametrize("left", ["thread", "environment", "child"])
def test_what_a_step_leaves_behind_ends_the_chain(trials: Trials, left: str) -> None:
    trials.wait(trials.send())  # a clean state to compare with
    job = trials.send(behave=left)
    assert trials.wait(job) == ["completed"]
    assert len(trials.execute(PIDS, [job]).fetchall()) == 2
    assert [tries[0] for tries in trials.tries(job)] == ["completed"]


def test_a_part_has_a_memory_limit_of_its_own(
    trials: Trials, environment: dict[str, str], folder: Path
) -> None:
    """The one before may take less, the one after may take less."""
    job = trials.enqueue({"behave": "leak"}, run_at=LATER)

    async def run(pool: Pool) -> list[int]:
        chain = await pool.begin(parts(job, process=600 * MEBI, validate=130 * MEBI))
        return [(await chain.answer(30)).exit_code for _ in range(2)]

    assert in_pool(environment, folder, run) == [0, 0]


def test_a_step_that_is_late_after_another_is_stopped_alone(
    trials: Trials, environment: dict[str, str], folder: Path
) -> None:
    job = trials.enqueue({"behave": "hang"}, run_at=LATER)

    async def run(pool: Pool) -> tuple[int, str, bool]:
        chain = await pool.begin(parts(job))
        assert (await chain.answer(30)).exit_code == 0
        assert chain.goes_on
        ended = await chain.answer(0.5)
        return ended.exit_code, ended.message, chain.goes_on

    code, message, goes_on = in_pool(environment, folder, run)
    assert (code != 0, message, goes_on) == (True, LATE, False)
    found = trials.execute(
        "select step, status from jobs.attempt where job_id = %s order by started_at", [job]
    ).fetchall()
    assert found == [("validate-trial", "completed"), ("process-trial", "failed")]


@pytest.mark.parametrize("told", [True, False])
def test_a_chain_that_nobody_waits_for_is_ended_and_gives_its_place_back(
    trials: Trials, environment: dict[str, str], folder: Path, *, told: bool
) -> None:
    job = trials.enqueue({"behave": "hang"}, run_at=LATER)

    async def run(pool: Pool) -> bool:
        chain = await pool.begin(parts(job))
        await chain.answer(30)
        await chain.end(told=told)
        again: Chain = await pool.begin(parts(job)[:1])  # the pool has one place
        return (await again.answer(30)).exit_code == 0

    assert in_pool(environment, folder, run)
    status = trials.value("select status from jobs.attempt where job_id = %s and step = 'process-trial'", job)
    assert status == ("failed" if told else "running")  # who is told records it; who is killed cannot


def test_a_chain_that_is_cancelled_twice_gives_its_place_back(
    trials: Trials, environment: dict[str, str], folder: Path
) -> None:
    job = trials.enqueue({"behave": "stubborn"}, run_at=LATER)

    async def run(pool: Pool) -> bool:
        chain = await pool.begin(parts(job))
        await chain.answer(30)
        waiting = asyncio.create_task(chain.answer(30, lambda: True))
        await asyncio.sleep(0.3)
        for _ in range(2):
            waiting.cancel()
            await asyncio.sleep(0.1)
        await asyncio.gather(waiting, return_exceptions=True)
        again = await pool.begin(parts(job)[:1])
        return (await again.answer(30)).exit_code == 0

    assert in_pool(environment, folder, run)
