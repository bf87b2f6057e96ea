"""What browsers are told of changed jobs."""

from __future__ import annotations

import json
from typing import Any

from pipelines.server.live.changes import MOST, RELOAD, ChangeTracker, JobState, message, news_of


def state(job_id: str = "a", **known: Any) -> JobState:
    nothing = dict.fromkeys(("finished_at", "step", "attempt", "state", "done", "total", "logged"))
    return JobState.model_validate(
        {**nothing, "id": job_id, "pipeline": "trial", "status": "queued", **known}
    )


def test_only_what_changed_is_told_and_only_once() -> None:
    tracker = ChangeTracker()
    assert tracker.changed([state(), state("b")]) == [state(), state("b")]
    assert tracker.changed([state(), state("b", status="running")]) == [state("b", status="running")]
    assert tracker.changed([state(), state("b", status="running")]) == []
    assert tracker.changed([state(step="validate-trial", attempt=1, state="running")])


def test_the_memory_is_bounded(monkeypatch: Any) -> None:
    monkeypatch.setattr("pipelines.server.live.changes.REMEMBERED", 3)
    tracker = ChangeTracker()
    tracker.changed([state(str(number)) for number in range(9)])
    assert list(tracker.jobs) == ["6", "7", "8"]


def test_a_message_is_one_event_whatever_it_holds() -> None:
    sent = message("jobs", {"text": "a\n\nevent: x\ndata: y"})
    assert sent.startswith(b"event: jobs\ndata: ")
    assert sent.endswith(b"\n\n")
    assert sent.count(b"\n") == 3
    assert json.loads(sent.split(b"data: ", 1)[1]) == {"text": "a\n\nevent: x\ndata: y"}


def test_too_many_changes_are_a_reload() -> None:
    assert news_of([state(str(number)) for number in range(MOST)]) != RELOAD
    assert news_of([state(str(number)) for number in range(MOST + 1)]) == RELOAD
