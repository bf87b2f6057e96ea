"""What may be asked of a schedule; every fault is named by its field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.operations.schedules.definition import ScheduleRefused, check_jitter, checked
from pipelines.operations.schedules.timing import Timing

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
GIVEN: dict[str, Any] = {"pipeline": "news-analyzer", "data": {"text": "Words."}, "cron": "0 3 * * *"}


def test_durations_are_taken_as_text_and_as_seconds() -> None:
    found = checked("nightly", {**GIVEN, "jitter": "10m", "catch_up": 7200, "tz": "Europe/Berlin"})
    assert (found.jitter, found.catch_up, found.at_most) == (600, 7200, 1)
    interval = {"pipeline": "news-analyzer", "data": {"text": "Words."}, "every": "1h30m"}
    assert checked("often", interval).every == 5400


@pytest.mark.parametrize(
    ("name", "changes", "faults"),
    [
        ("Nightly", {}, ["name: must be 1 to 80 of a-z, 0-9, ., _ and -, and begin with a letter or a digit"]),
        ("a/b", {}, ["name: must be 1 to 80 of a-z, 0-9, ., _ and -, and begin with a letter or a digit"]),
        ("n", {"cron": "61 * * * *"}, ["cron: is not valid: the field minute"]),
        ("n", {"cron": "@daily"}, ["cron: must have five fields: minute, hour, day of month, month, day of week"]),
        ("n", {"tz": "Berlin"}, ["tz: is no IANA time zone such as Europe/Berlin"]),
        ("n", {"cron": None}, ["cron, every: exactly one of them is needed; none was given"]),
        ("n", {"every": "5m"}, ["cron, every: exactly one of them is needed; cron and every were given"]),
        ("n", {"cron": None, "every": 60, "tz": "Europe/Berlin"},
         ["tz: is for cron alone; true elapsed time has no zone"]),
        ("n", {"cron": None, "every": "soon"}, ["every: must be a duration such as 90s, 15m, 2h or 1d12h"]),
        ("n", {"cron": None, "every": 5}, ["every: must be at least 10"]),
        ("n", {"jitter": "2d"}, ["jitter: must be at most 86400"]),
        ("n", {"catch_up": "40d"}, ["catch_up: must be at most 2678400"]),
        ("n", {"at_most": 101}, ["at_most: must be at most 100"]),
        ("n", {"priority": 4}, ["priority: must be at most 3"]),
        ("n", {"colour": "red"}, ["colour: is not a known field"]),
        ("n", {"data": {"txt": 1}}, ["data.txt: is not a known field"]),
        ("n", {"data": []}, ["data: must be an object"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(name: str, changes: dict[str, Any], faults: list[str]) -> None:
    with pytest.raises(ScheduleRefused) as refused:
        checked(name, {**GIVEN, **changes})
    assert refused.value.faults[: len(faults)] == faults


def test_a_pipeline_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(
        ScheduleRefused, match="pipeline: there is no such pipeline; there are news-analyzer, "
    ):
        checked("n", {**GIVEN, "pipeline": "no-such"})


@pytest.mark.parametrize(("jitter", "fits"), [(0, True), (3599, True), (3600, False)])
def test_a_jitter_is_shorter_than_what_lies_between_two_planned_times(jitter: int, fits: bool) -> None:
    timing = Timing("n", "0 * * * *", None, "UTC", NOW, jitter)
    if fits:
        check_jitter(timing, NOW)
    else:
        with pytest.raises(ScheduleRefused, match="jitter: must be shorter"):
            check_jitter(timing, NOW)
