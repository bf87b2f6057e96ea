"""What the filters of the list of runs mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from pipelines.server.pages.job.job_list_page import PARTS, address, filter_of, moment


def asked(**given: str) -> dict[str, str]:
    return {**dict.fromkeys(PARTS, ""), **given}


def test_nothing_asked_is_everything() -> None:
    wanted, faults = filter_of(asked(), "")
    assert faults == []
    assert (wanted.pipeline, wanted.status, wanted.since, wanted.search, wanted.after) == (
        None,
        (),
        None,
        None,
        None,
    )


def test_statuses_times_and_pages() -> None:
    wanted, _ = filter_of(
        asked(status="active", time="1h", pipeline="news"), "01890000-0000-7000-8000-000000000000"
    )
    assert wanted.status == ("queued", "dispatched", "running")
    assert wanted.since is not None
    assert timedelta(minutes=59) < datetime.now(UTC) - wanted.since < timedelta(minutes=61)
    assert wanted.after == UUID("01890000-0000-7000-8000-000000000000")


@pytest.mark.parametrize("given", [{"time": "own", "since": "soon"}, {"time": "own", "until": "31.1."}])
def test_times_that_make_no_sense_are_named(given: dict[str, str]) -> None:
    assert len(filter_of(asked(**given), "")[1]) == 1


def test_pages_and_statuses_that_nobody_made_are_named() -> None:
    assert filter_of(asked(status="faild", time="odd"), "")[1] == [
        "status: is none of active, cancelled, completed, failed; did you mean failed?",
        "time: is none of 1d, 1h, 7d, own",
    ]
    assert filter_of(asked(), "odd")[1] == ["This is not a page of the list."]


def test_times_without_a_zone_are_utc() -> None:
    assert moment("2026-01-31T09:30") == datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
    assert moment("2026-01-31T09:30+02:00") == datetime(2026, 1, 31, 7, 30, tzinfo=UTC)
    assert moment("") is None


def test_addresses_hold_only_what_is_asked() -> None:
    assert address("/jobs", {"q": "a b&c", "pipeline": ""}) == "/jobs?q=a+b%26c"
    assert address("/jobs", {}) == "/jobs"
