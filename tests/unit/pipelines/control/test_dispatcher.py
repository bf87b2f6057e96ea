"""One turn of the dispatcher: what decides whether it looks again at once. Without a database: its two questions are
answered here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from pipelines.control import dispatcher as module
from pipelines.control.dispatcher import Dispatcher


class Nobody:
    """An executor with all places free."""

    name = "local"

    def busy(self) -> int:
        return 0


def turn(
    monkeypatch: pytest.MonkeyPatch,
    *,
    claimed: int = 0,
    drained: bool = False,
    drained_before: bool = False,
    while_claiming: Callable[[Dispatcher], None] = lambda _: None,
    while_looking: Callable[[Dispatcher], None] = lambda _: None,
) -> tuple[float, int]:
    """The seconds it answers with, and how often it looked for when something is due."""
    dispatcher = Dispatcher("", Nobody(), {}, places=8)  # type: ignore[arg-type]
    dispatcher._adopt_at, dispatcher._look_for_cancelled = float("inf"), False
    dispatcher._drained = drained_before
    looks = 0

    async def take(work: object, query: str, params: object) -> int:
        await asyncio.sleep(0.001)
        while_claiming(dispatcher)
        return claimed

    async def pause(work: object) -> float:
        nonlocal looks
        looks += 1
        while_looking(dispatcher)
        dispatcher._drained = drained
        return 0.7

    monkeypatch.setattr(dispatcher, "_take", take)
    monkeypatch.setattr(dispatcher, "_pause", pause)
    work: Any = object()
    return asyncio.run(dispatcher._turn(work, 1)), looks


def a_job_comes(dispatcher: Dispatcher) -> None:
    dispatcher._heard("jobs_queued", "")


def a_job_ends(dispatcher: Dispatcher) -> None:
    dispatcher._ended()


def test_nothing_happens_meanwhile_and_the_look_says_when(monkeypatch: pytest.MonkeyPatch) -> None:
    assert turn(monkeypatch, claimed=3) == (0.7, 1)


def test_as_many_as_there_is_room_for_may_not_be_all(monkeypatch: pytest.MonkeyPatch) -> None:
    assert turn(monkeypatch, claimed=8) == (0, 0)


def test_a_job_that_comes_meanwhile_is_taken_before_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    assert turn(monkeypatch, while_claiming=a_job_comes) == (0, 0)


def test_an_end_lets_go_what_the_look_finds_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waited when it looked last; now something does, and its gate may have opened after the claim."""
    meanwhile = {"drained_before": True, "while_looking": a_job_ends}
    assert turn(monkeypatch, **meanwhile) == (0, 1)  # type: ignore[arg-type]


def test_an_end_where_nothing_waits_is_no_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = {"drained_before": True, "while_claiming": a_job_ends}
    assert turn(monkeypatch, drained=True, **ends) == (0.7, 1)  # type: ignore[arg-type]


def test_the_rest_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr(module, "RESTS", 1e9)
    monkeypatch.setattr(asyncio, "sleep", noted)
    turn(monkeypatch)
    assert slept[-1] == module.LONGEST_REST
