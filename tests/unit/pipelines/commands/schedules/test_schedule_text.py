"""Schedules in a terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines.commands.schedules.schedule_text import full, local, state_of, table_of, when
from pipelines.commands.terminal.screen import say
from pipelines.operations.schedules.schedule_rows import ScheduleView

NOW = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
ROW: dict[str, Any] = {
    "name": "nightly", "pipeline": "news-analyzer", "cron": "0 3 * * *", "every": None, "tz": "Europe/Berlin",
    "jitter": 0, "catch_up": 3600, "at_most": 1, "priority": 0, "tenant": None, "tags": {}, "declared": False,
    "anchor": NOW, "next_at": NOW, "due_at": NOW, "paused_at": None, "paused_by": None, "paused_why": None,
    "sent": 0, "missed": 0, "missed_at": None, "last_at": None, "last_job_id": None, "error": None, "error_at": None,
    "set_at": NOW, "set_by": "erika", "data": {}, "next_times": [],
}  # fmt: skip


def view(**changes: Any) -> ScheduleView:
    return ScheduleView(**{**ROW, **changes})


@pytest.mark.parametrize(
    ("changes", "state"),
    [({}, "on"), ({"error": "data: no"}, "refused"), ({"paused_at": NOW, "error": "no"}, "paused"),
     ({"due_at": None}, "ended")],
)  # fmt: skip
def test_a_state_is_one_word(changes: dict[str, Any], state: str) -> None:
    assert state_of(view(**changes)) == state


def test_times_are_told_by_the_clock_of_the_schedules_zone() -> None:
    assert local(view(), NOW) == "Wed 2026-07-01 03:00"
    assert local(view(), NOW + timedelta(seconds=7)) == "Wed 2026-07-01 03:00:07"
    assert local(view(tz="Gone/Zone"), NOW) == "Wed 2026-07-01 01:00"
    assert local(view(), None) == "-"


def test_when_it_is_sent_is_told_in_a_few_words() -> None:
    assert when(view()) == "0 3 * * * Europe/Berlin"
    assert when(view(cron=None, every=5400, jitter=60)) == "every 1h30m, up to 1m later"


def test_one_schedule_is_told_whole(capsys: pytest.CaptureFixture[str]) -> None:
    paused = view(
        paused_at=NOW, paused_by="erika", paused_why="a strike", missed=1200, missed_at=NOW, next_times=[NOW]
    )
    say(full(paused))
    told = capsys.readouterr().out
    for words in (
        "by erika: a strike",
        "1,200, last Wed 2026-07-01 03:00",
        "would be next",
        "caught up for 1h, at most 1",
    ):
        assert words in told
    say(table_of([paused]))
    assert "paused" in capsys.readouterr().out
