"""Many questions at once cost two makings, and no answer is old."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

from fastapi.responses import HTMLResponse

from pipelines.server.access.crowd import Crowd
from pipelines.server.pages.shared_work import SharedWork
from tests.support.waiting import PATIENCE


class Made:
    """Makes pages slowly, one number after the other, and remembers when each began."""

    def __init__(self) -> None:
        self.began: list[float] = []
        self.go = threading.Event()

    def __call__(self) -> HTMLResponse:
        self.began.append(time.monotonic())
        number = len(self.began)
        self.go.wait(PATIENCE)
        return HTMLResponse(str(number))


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


def test_many_questions_cost_two_makings_and_no_answer_is_old() -> None:
    async def run() -> None:
        sharing, made = SharedWork(Crowd(6)), Made()
        first = asyncio.create_task(sharing.get("/", made))
        await until(lambda: len(made.began) == 1)
        asked = time.monotonic()
        later = [asyncio.create_task(sharing.get("/", made)) for _ in range(50)]
        await asyncio.sleep(0.01)
        made.go.set()
        assert (await first).body == b"1"
        assert {(await task).body for task in later} == {b"2"}
        assert made.began[1] >= asked
        assert (await sharing.get("/", made)).body == b"3"
        assert not sharing._now
        assert not sharing._next

    asyncio.run(run())


def test_different_pages_do_not_wait_for_each_other() -> None:
    async def run() -> None:
        sharing, slow, quick = SharedWork(Crowd(6)), Made(), Made()
        quick.go.set()
        waiting = asyncio.create_task(sharing.get("/slow", slow))
        assert (await sharing.get("/quick", quick)).body == b"1"
        slow.go.set()
        await waiting

    asyncio.run(run())


def test_a_reader_who_leaves_takes_nothing_from_the_others() -> None:
    async def run() -> None:
        sharing, made = SharedWork(Crowd(6)), Made()
        first = asyncio.create_task(sharing.get("/", made))
        await until(lambda: len(made.began) == 1)
        leaving = asyncio.create_task(sharing.get("/", made))
        staying = asyncio.create_task(sharing.get("/", made))
        await asyncio.sleep(0)
        first.cancel()
        leaving.cancel()
        made.go.set()
        assert (await staying).body == b"2"

    asyncio.run(run())


def test_a_failed_making_fails_those_who_wait_for_it_alone() -> None:
    async def run() -> None:
        sharing = SharedWork(Crowd(6))

        def broken() -> HTMLResponse:
            raise ValueError("no page")

        answers = await asyncio.gather(*(sharing.get("/", broken) for _ in range(3)), return_exceptions=True)
        assert [type(answer) for answer in answers] == [ValueError] * 3
        assert (await sharing.get("/", lambda: HTMLResponse("better"))).body == b"better"

    asyncio.run(run())


def test_a_status_is_kept() -> None:
    async def run() -> None:
        answer = await SharedWork(Crowd(6)).get("/", lambda: HTMLResponse("gone", 410))
        assert answer.status_code == 410
        assert answer.headers["content-type"] == "text/html; charset=utf-8"

    asyncio.run(run())
