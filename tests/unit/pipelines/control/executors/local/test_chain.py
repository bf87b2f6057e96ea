"""A chain whose worker is ended while whoever waited for it is cancelled."""

from __future__ import annotations

import asyncio
import socket
from contextlib import AsyncExitStack

import pytest

from pipelines.control.executors.local import chain as chains
from pipelines.control.executors.local.chain import Chain
from pipelines.control.executors.local.start_limit import Turn
from pipelines.control.executors.local.work_clock import WorkClock
from pipelines.control.executors.local.worker_handle import Worker, answer_of_exit


def test_a_worker_that_was_killed_may_end_after_nobody_waits_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chains, "GRACE_SECONDS", 0.01)
    monkeypatch.setattr(Worker, "tell_to_stop", lambda self: None)
    monkeypatch.setattr(Worker, "kill", lambda self, why: None)

    async def main() -> int:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            worker = Worker(ours)
            worker.expect([0])
            turn = Turn(asyncio.Semaphore(0), 0.02)
            chain = Chain(worker, WorkClock(), [{}], turn, AsyncExitStack(), lambda _: None)
            ending = asyncio.create_task(chain.end(told=True))
            await asyncio.sleep(0.05)  # its grace time is over
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)
            worker.answered(answer_of_exit(-9))
            return int(worker.over.result()["code"])

    assert asyncio.run(main()) == 137


def test_the_turn_is_renewed_with_each_part() -> None:
    renewed = []

    class Noted(Turn):
        def renew(self) -> None:
            renewed.append(self)

    async def main() -> list[bool]:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            worker = Worker(ours)
            worker.expect([0, 0, 0])
            turn = Noted(asyncio.Semaphore(0), 0.02)
            chain = Chain(worker, WorkClock(), [{}, {}, {}], turn, AsyncExitStack(), lambda _: None)
            done = {"code": 0, "message": "", "retire": None}
            for part in ({**done, "goes_on": True}, {**done, "goes_on": True}, done):
                worker.answered(part)
            return [(await chain.answer(5)).exit_code == 0 and chain.goes_on for _ in range(3)]

    assert asyncio.run(main()) == [True, True, False]
    assert len(renewed) == 2
