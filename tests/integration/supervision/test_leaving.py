"""A dispatcher that is told to leave takes no more jobs, lets work end, and leaves the rest to others."""

from __future__ import annotations

from typing import Any

from tests.integration.supervision.conftest import Dispatching
from tests.support.rows import Rows
from tests.support.waiting import until


def leave(found: Dispatching, seconds: float) -> None:
    found.loop.call_soon_threadsafe(found.dispatcher.leave, seconds)


def test_what_ends_in_time_ends_where_it_is(rows: Rows, running: Any) -> None:
    with running() as found:
        job = rows.enqueue()
        until(lambda: found.executor.begun)
        leave(found, 60)
        later = rows.enqueue()
        assert not found.dispatcher.left.is_set()
        found.executor.released = True
        until(found.dispatcher.left.is_set)
        assert rows.status(job) == "completed"
        assert rows.status(later) == "queued"
        assert found.living


def test_what_does_not_is_let_go_and_another_goes_on_without_an_attempt_that_counts(
    rows: Rows, running: Any
) -> None:
    with running() as first, running() as second:
        second_took: list[str] = second.executor.begun
        jobs = [rows.enqueue() for _ in range(4)]
        until(lambda: len(first.executor.begun) + len(second_took) == 4)
        mine = list(first.executor.begun)
        for job in mine:
            rows.begin(job)
        leave(first, 0)
        until(first.dispatcher.left.is_set)
        assert sorted(first.executor.cancelled) == sorted(mine)
        until(lambda: set(second_took) == set(jobs))
        assert {row for job in mine for row in rows.attempts(job)} <= {(rows.process, 1, "lost")}


def test_while_it_leaves_its_jobs_are_not_taken_for_orphans(rows: Rows, running: Any) -> None:
    with running() as first:
        job = rows.enqueue()
        until(lambda: first.executor.begun)
        leave(first, 60)
        with running() as second:
            rows.enqueue()
            until(lambda: second.executor.begun)
            assert job not in second.executor.begun
            second.executor.released = first.executor.released = True
            assert rows.wait(job) == ["completed"]
