"""A supervised task is started again after any error, is known to hang, and never ends unseen."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest

from pipelines.core.supervision import supervisor as supervising
from pipelines.core.supervision.pulse import Pulse, TaskFault, TaskState
from pipelines.core.supervision.supervisor import Supervisor, pauses
from steps.core.errors import TemporaryError
from tests.support.waiting import PATIENCE

TICK = 0.01


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "pauses", lambda: itertools.repeat(0.01))


async def come(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.005)


def state(supervisor: Supervisor) -> TaskState:
    (found,) = supervisor.states()
    return found


async def beating(pulse: Pulse) -> None:
    while True:
        pulse.beat()
        await asyncio.sleep(0.005)


def failing_first(*errors: BaseException) -> Callable[[Pulse], Awaitable[None]]:
    left = list(errors)

    async def main(pulse: Pulse) -> None:
        if left:
            raise left.pop(0)
        await beating(pulse)

    return main


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), PATIENCE))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (psycopg.errors.ReadOnlySqlTransaction("secret"), "ReadOnlySqlTransaction 25006 at "),
        (psycopg.DataError("secret"), "DataError at "),
        (OSError(28, "secret"), "OSError ENOSPC at "),
        (KeyError("secret"), "KeyError at "),
        (TemporaryError("away", "it is away"), "TemporaryError away: it is away"),
        (asyncio.CancelledError(), "it was cancelled from inside"),
        (ExceptionGroup("secret", [ValueError("secret")]), "ExceptionGroup at "),
    ],
)
def test_it_is_started_again_after_any_error_and_its_text_stays_out(error: BaseException, told: str) -> None:
    async def scenario() -> None:
        async with Supervisor(tick=TICK) as supervisor:
            supervisor.start("one", failing_first(error, error), silence=60)
            await come(lambda: state(supervisor).restarts == 2 and state(supervisor).living)
            known = state(supervisor)
            assert known.error.startswith(told)
            assert "secret" not in known.error
            assert known.beat_at is not None
            assert known.error_at is not None
            assert known.error_at <= known.since <= known.beat_at

    run(scenario)


def test_one_that_ends_by_itself_is_started_again_and_one_that_may_is_gone() -> None:
    async def brief(pulse: Pulse) -> None:
        pulse.beat()

    async def scenario() -> None:
        async with Supervisor(tick=TICK) as supervisor:
            supervisor.start("on demand", brief, silence=60, ends=True)
            await come(lambda: not supervisor.states())
            supervisor.start("for ever", brief, silence=60)
            await come(lambda: state(supervisor).restarts > 1)
            assert state(supervisor).error == "it ended by itself"

    run(scenario)


def test_a_task_does_not_live_from_its_failure_to_its_next_beat() -> None:
    mended = asyncio.Event()

    async def main(pulse: Pulse) -> None:
        pulse.beat()
        if not mended.is_set():
            pulse.failed(psycopg.errors.DiskFull())
            await mended.wait()
        await beating(pulse)

    async def scenario() -> None:
        async with Supervisor(tick=TICK) as supervisor:
            supervisor.start("one", main, silence=60)
            await come(lambda: state(supervisor).down_seconds > 0)
            assert not state(supervisor).living
            mended.set()
            await come(lambda: state(supervisor).living)
            assert state(supervisor).restarts == 0
            assert state(supervisor).error.startswith("DiskFull 53100")
            assert state(supervisor).down_seconds == 0

    run(scenario)


def test_one_that_hangs_is_cancelled_and_started_again() -> None:
    lives: list[float] = []

    async def main(pulse: Pulse) -> None:
        lives.append(time.monotonic())
        if len(lives) == 1:
            await asyncio.Event().wait()
        await beating(pulse)

    async def scenario() -> None:
        async with Supervisor(tick=TICK) as supervisor:
            supervisor.start("one", main, silence=0.3)
            assert state(supervisor).living
            await come(lambda: state(supervisor).restarts == 1 and state(supervisor).living)
            assert state(supervisor).error == "no sign of life for 0 s"

    run(scenario)


def test_one_that_hangs_and_cannot_be_cancelled_is_not_started_twice() -> None:
    released, lives = asyncio.Event(), 0

    async def main(pulse: Pulse) -> None:
        nonlocal lives
        lives += 1
        while not released.is_set():
            try:
                await released.wait()
            except asyncio.CancelledError:
                continue
        await beating(pulse)

    async def scenario() -> None:
        async with Supervisor(tick=TICK, patience=0.5) as supervisor:
            supervisor.start("one", main, silence=0.1)
            with pytest.raises(TaskFault, match=r"the task one has not lived for \d s: no sign of life"):
                await supervisor.lost()
            assert (lives, state(supervisor).living) == (1, False)
            released.set()

    run(scenario)


def test_time_in_which_the_process_did_not_run_is_nobodys_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = [0.0]
    clock = time.monotonic
    monkeypatch.setattr(supervising, "monotonic", lambda: clock() + ahead[0])

    async def main(pulse: Pulse) -> None:
        while True:
            pulse.beat()
            await asyncio.sleep(0.5)

    async def scenario() -> None:
        async with Supervisor(tick=TICK) as supervisor:
            supervisor.start("one", main, silence=20)
            await come(lambda: state(supervisor).beat_at)
            ahead[0] = 3600
            await asyncio.sleep(0.1)
            assert state(supervisor).living
            assert state(supervisor).restarts == 0

    run(scenario)


def test_a_task_that_fails_again_after_each_first_beat_is_down_all_the_same() -> None:
    async def main(pulse: Pulse) -> None:
        pulse.beat()
        raise ValueError

    async def scenario() -> None:
        async with Supervisor(tick=TICK, patience=0.3) as supervisor:
            supervisor.start("one", main, silence=60)
            with pytest.raises(TaskFault, match="the task one"):
                await supervisor.lost()

    run(scenario)


def test_whoever_is_told_may_fail() -> None:
    told: list[list[TaskState]] = []

    def tell(states: list[TaskState]) -> None:
        told.append(states)
        raise OSError

    async def scenario() -> None:
        async with Supervisor(tick=TICK, told=tell) as supervisor:
            supervisor.start("one", beating, silence=60)
            await come(lambda: len(told) > 3)
        assert told[-1][0].name == "one"

    run(scenario)


def test_all_end_with_it() -> None:
    ended: list[str] = []

    async def main(pulse: Pulse) -> None:
        try:
            await beating(pulse)
        finally:
            await asyncio.sleep(0)
            ended.append(pulse.name)

    async def scenario() -> None:
        async with Supervisor(tick=TICK) as supervisor:
            for name in ("one", "two"):
                supervisor.start(name, main, silence=60)
            await come(lambda: all(known.beat_at for known in supervisor.states()))
        assert sorted(ended) == ["one", "two"]

    run(scenario)


def test_pauses_grow_to_a_limit_and_are_not_the_same_for_all() -> None:
    found = list(itertools.islice(pauses(1.0, 8.0), 50))
    for number, full in enumerate([1, 2, 4, 8, *[8] * 46]):
        assert full / 2 <= found[number] <= full
    assert len(set(found[4:])) > 10
