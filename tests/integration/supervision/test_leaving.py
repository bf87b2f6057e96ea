"""A dispatcher that is told to leave takes no more jobs, lets work end, and leaves the rest to others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from pipelines.control import dispatcher as dispatching
from tests.integration.supervision.conftest import Dispatching, terminate
from tests.support.processes import in_thread
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


def test_what_postgres_refuses_meanwhile_ends_nothing_before_its_time(
    rows: Rows,
    running: Any,
    read_only: Callable[[bool], None],
    refusals: list[Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dispatching, "ADOPT_SECONDS", 0.1)
    with running() as found:
        job = rows.enqueue()
        until(lambda: found.executor.begun)
        leave(found, 60)
        read_only(True)
        until(lambda: len(refusals) >= 3)
        assert found.executor.cancelled == []
        read_only(False)
        until(lambda: found.living)
        found.executor.released = True
        until(found.dispatcher.left.is_set)
        assert rows.status(job) == "completed"
        assert found.task("dispatcher").restarts == 0


def test_who_cannot_hand_over_leaves_all_the_same(
    rows: Rows,
    running: Any,
    read_only: Callable[[bool], None],
    refusals: list[Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dispatching, "HANDING_OVER_SECONDS", 0.3)
    with running() as found:
        job = rows.enqueue()
        until(lambda: found.executor.begun)
        read_only(True)
        until(lambda: refusals)
        leave(found, 0)
        until(found.dispatcher.left.is_set)
        assert found.executor.cancelled == [job]
        read_only(False)
    with running() as other:
        until(lambda: other.executor.begun == [job])


def test_who_loses_the_connection_while_leaving_has_left(
    rows: Rows, running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as found:
        job = rows.enqueue()
        until(lambda: found.executor.begun)
        leave(found, 60)

        def refused(*_: Any, **__: Any) -> Any:
            raise psycopg.OperationalError("not there")

        with monkeypatch.context() as gap:
            gap.setattr(dispatching, "own_session", refused)
            terminate(rows, "dispatcher")
            until(found.dispatcher.left.is_set)
        assert found.executor.cancelled == [job]


def test_who_never_had_a_connection_leaves_at_once() -> None:
    found = Dispatching("postgresql://127.0.0.1:1/nowhere")
    with in_thread(found.main):
        until(lambda: hasattr(found, "loop") and found.task("dispatcher").error)
        leave(found, 60)
        until(found.dispatcher.left.is_set)
