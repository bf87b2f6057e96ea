"""A server knows of the tasks of the process that started it."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from pipelines.core.supervision import remote
from pipelines.core.supervision.pulse import TaskState
from pipelines.core.supervision.remote import TasksOfParent, line_of
from tests.support.waiting import until

STATE = TaskState(
    name="dispatcher", living=True, since=datetime.now(UTC), beat_at=None, restarts=2, error="",
    error_at=None, down_seconds=0,
)  # fmt: skip


def test_the_last_line_counts_and_what_is_none_is_passed_over() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb", buffering=0) as end:
        tasks = TasksOfParent(reading)
        assert tasks.states() == []
        for line in (line_of([]), b"nonsense\n", line_of([STATE])):
            end.write(line)
        assert until(tasks.states) == [STATE]
        end.close()


def test_the_tasks_of_a_parent_that_says_nothing_do_not_live(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb", buffering=0) as end:
        tasks = TasksOfParent(reading)
        end.write(line_of([STATE]))
        assert until(tasks.states)
        monkeypatch.setattr(remote, "STALE_SECONDS", -1.0)
        (state,) = tasks.states()
        assert (state.living, state.error) == (False, "its process says nothing")
        end.close()
