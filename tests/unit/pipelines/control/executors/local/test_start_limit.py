"""How long a process keeps its turn. Turns end by the loop's clock, which is moved here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from pipelines.control.executors.local.start_limit import StartLimit

Moved = Callable[[float], Awaitable[None]]


def run(test: Callable[[StartLimit, Moved], Awaitable[None]]) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        offset, clock = 0.0, loop.time
        loop.time = lambda: clock() + offset  # type: ignore[method-assign]

        async def moved(seconds: float) -> None:
            nonlocal offset
            offset += seconds
            for _ in range(3):
                await asyncio.sleep(0)

        await test(StartLimit(turns=1, seconds=10.0), moved)

    asyncio.run(main())


async def free(limit: StartLimit) -> bool:
    """Whether somebody who comes now gets a turn at once."""
    waiting = asyncio.create_task(limit.turn().__aenter__())
    for _ in range(3):
        await asyncio.sleep(0)
    got = waiting.done()
    waiting.cancel()
    if got:
        waiting.result().end()
    return got


def test_one_that_takes_longer_passes_its_turn_on_once() -> None:
    async def test(limit: StartLimit, moved: Moved) -> None:
        async with limit.turn():
            assert not await free(limit)
            await moved(11)
            assert await free(limit)
        async with limit.turn():
            assert not await free(limit)

    run(test)


@pytest.mark.parametrize(("renews", "free_then"), [(True, False), (False, True)])
def test_the_next_step_has_its_own_time(renews: bool, free_then: bool) -> None:
    async def test(limit: StartLimit, moved: Moved) -> None:
        async with limit.turn() as turn:
            await moved(6)
            if renews:
                turn.renew()
            await moved(6)
            assert await free(limit) == free_then

    run(test)


def test_a_turn_that_was_passed_on_does_not_come_back() -> None:
    async def test(limit: StartLimit, moved: Moved) -> None:
        async with limit.turn() as turn:
            await moved(11)
            turn.renew()
            assert await free(limit)
        assert await free(limit)
        async with limit.turn():
            assert not await free(limit)

    run(test)
