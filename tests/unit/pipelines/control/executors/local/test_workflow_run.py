"""A poll step looks again at once when its provider is done; a step that failed sits out its backoff; a deadline that
moved is waited for."""

from __future__ import annotations

import asyncio
import time

import pytest

from pipelines.control.executors.local.job_time import JobTime
from pipelines.control.executors.local.work_clock import WorkClock
from pipelines.control.executors.local.workflow_run import Workflow
from pipelines.core.rendered.template import parse

PAUSE = 60.0  # seconds that nobody sits out
EMPTY = """
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: empty}
spec:
  entrypoint: main
  templates: [{name: main, dag: {tasks: []}}]
"""


async def waited(*, polls: bool, woken_after: float | None, pause: float) -> float:
    async def nothing(*_: object) -> None: ...

    left = JobTime(WorkClock(), 0.0, nothing, nothing)
    workflow = Workflow("j", "w", parse(EMPTY, "empty"), None, nothing, nothing, nothing, left)  # type: ignore[arg-type]
    if woken_after == 0:
        workflow.woken.set()
    elif woken_after is not None:
        asyncio.get_running_loop().call_later(woken_after, workflow.woken.set)
    started = time.monotonic()
    await workflow._wait(pause, polls=polls)
    assert workflow.waiting == 0
    return time.monotonic() - started


def test_a_poll_step_is_woken() -> None:
    assert asyncio.run(waited(polls=True, woken_after=0.02, pause=PAUSE)) < PAUSE


def test_a_word_that_came_while_it_looked_counts_for_the_next_wait() -> None:
    assert asyncio.run(waited(polls=True, woken_after=0, pause=PAUSE)) < PAUSE


def test_nobody_wakes_it_and_it_looks_in_time() -> None:
    assert asyncio.run(waited(polls=True, woken_after=None, pause=0.05)) >= 0.05


def test_another_step_is_not_woken() -> None:
    assert asyncio.run(waited(polls=False, woken_after=0, pause=0.05)) >= 0.05


def test_a_deadline_that_moved_meanwhile_is_waited_for() -> None:
    left = [0.05, -3.0]

    async def seconds_left() -> float:
        return left.pop(0)

    async def nothing(*_: object) -> None: ...

    async def run() -> float:
        clock = WorkClock()
        job_time = JobTime(clock, clock.now() + 0.01, seconds_left, nothing)
        with pytest.raises(TimeoutError):
            async with job_time.limited():
                await asyncio.sleep(PAUSE)
        assert job_time.over
        return clock.now()

    assert asyncio.run(run()) >= 0.06
    assert left == []
