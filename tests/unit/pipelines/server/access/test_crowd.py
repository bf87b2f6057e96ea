"""So many at once, so many who wait, and the others are told to come back."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from pipelines.server.access.crowd import Crowd
from pipelines.server.problems import Problem


async def outcomes(
    crowd: Crowd, count: int, release: asyncio.Event
) -> tuple[int, int, list[tuple[int, str]]]:
    """The most at once, how many had a place, and what the refused were told."""
    now, most, served, refused = 0, 0, 0, list[tuple[int, str]]()

    async def one() -> None:
        nonlocal now, most, served
        try:
            async with crowd.place():
                now += 1
                most = max(most, now)
                await release.wait()
                served, now = served + 1, now - 1
        except Problem as problem:
            refused.append((problem.status, problem.headers["Retry-After"]))

    tasks = [asyncio.create_task(one()) for _ in range(count)]
    await asyncio.sleep(0.05)
    release.set()
    await asyncio.gather(*tasks)
    return most, served, refused


def test_more_than_may_wait_are_refused_at_once() -> None:
    assert asyncio.run(outcomes(Crowd(2, waiting=3), 10, asyncio.Event())) == (2, 5, [(503, "2")] * 5)


def test_who_waits_too_long_is_refused_and_the_place_is_not_lost() -> None:
    async def scene() -> None:
        crowd = Crowd(1, seconds=0.01)
        async with crowd.place():
            with pytest.raises(Problem) as refused:
                async with crowd.place():
                    pass
            assert refused.value.code == "busy"
        async with crowd.place():
            pass

    asyncio.run(scene())


def test_who_leaves_while_waiting_takes_no_place_along() -> None:
    async def scene() -> None:
        crowd = Crowd(1)

        async def one() -> None:
            async with crowd.place():
                pass

        async with crowd.place():
            waiting = asyncio.create_task(one())
            await asyncio.sleep(0)
            waiting.cancel()
            with suppress(asyncio.CancelledError):
                await waiting
        assert await outcomes(crowd, 3, asyncio.Event()) == (1, 3, [])

    asyncio.run(scene())
