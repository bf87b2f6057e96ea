"""A process that was stopped comes back to the time that it had left."""

from __future__ import annotations

import asyncio

import pytest

from pipelines.control.executors.local.work_clock import LONGEST_TICK, WorkClock


class Monotonic:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_seconds_at_work_count() -> None:
    monotonic = Monotonic()
    clock = WorkClock(monotonic)
    for _ in range(10):
        monotonic.seconds += 0.5
        clock.now()
    assert clock.now() == pytest.approx(5.0)


def test_a_pause_of_an_hour_counts_as_one_tick() -> None:
    monotonic = Monotonic()
    clock = WorkClock(monotonic)
    monotonic.seconds += 3600
    assert clock.now() == LONGEST_TICK


def test_an_answer_after_a_pause_is_in_time() -> None:
    monotonic = Monotonic()
    clock = WorkClock(monotonic)

    async def paused() -> str:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        waiting = asyncio.create_task(clock.within(answer, 10.0))
        await asyncio.sleep(0)
        monotonic.seconds += 3600
        asyncio.get_running_loop().call_later(0.01, answer.set_result, "done")
        return await waiting

    assert asyncio.run(paused()) == "done"


def test_no_answer_is_a_timeout_and_is_left_alone() -> None:
    async def late() -> bool:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        with pytest.raises(TimeoutError):
            await WorkClock().within(answer, 0.01)
        return answer.cancelled()

    assert asyncio.run(late()) is False


def test_sleeping_until_a_moment_of_work() -> None:
    async def slept() -> float:
        clock = WorkClock()
        await clock.sleep_until(0.02)
        return clock.now()

    assert asyncio.run(slept()) >= 0.02
