"""Schedules that the code declares are written once, and what was changed at run time stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines import SCHEDULES
from pipelines.core.schedule import Schedule
from pipelines.operations.schedules.changing import pause_schedule, remove_schedule
from pipelines.operations.schedules.declared import write_declared
from pipelines.operations.schedules.definition import checked
from pipelines.operations.schedules.schedule_rows import stored_schedule
from steps.core.errors import ConfigurationError, PermanentError
from tests.integration.schedules.conftest import DATA, ORIGIN, Scheduled

NIGHTLY = Schedule("nightly", "news-analyzer", DATA, cron="0 3 * * *", tz="Europe/Berlin")
OFTEN = Schedule("often", "news-analyzer", DATA, every=900)


def written(scheduled: Scheduled, *schedules: Schedule) -> list[str]:
    return write_declared(scheduled.connection, origin=ORIGIN, schedules=schedules)


def test_a_declaration_is_written_when_it_is_new_or_another(scheduled: Scheduled) -> None:
    assert written(scheduled, NIGHTLY, OFTEN) == ["nightly", "often"]
    assert written(scheduled, NIGHTLY, OFTEN) == []
    assert written(scheduled, NIGHTLY, replace(OFTEN, every=1800)) == ["often"]
    assert (scheduled.get("often").every, scheduled.get("often").declared) == (1800, True)


def test_what_is_changed_at_run_time_outlives_a_deploy_until_the_declaration_changes(
    scheduled: Scheduled,
) -> None:
    written(scheduled, NIGHTLY)
    scheduled.set("nightly", cron="0 5 * * *", tz="Europe/Berlin")
    pause_schedule(scheduled.connection, "nightly", origin=ORIGIN)
    assert written(scheduled, NIGHTLY) == []
    assert scheduled.get("nightly").cron == "0 5 * * *"
    assert written(scheduled, replace(NIGHTLY, cron="0 4 * * *")) == ["nightly"]
    after = scheduled.get("nightly")
    assert after.cron == "0 4 * * *"
    assert after.paused_at is not None


def test_what_the_code_no_longer_declares_is_removed_and_the_rest_stays(scheduled: Scheduled) -> None:
    scheduled.set("by-hand", every="1h")
    written(scheduled, NIGHTLY, OFTEN)
    assert written(scheduled, OFTEN) == ["nightly"]
    assert stored_schedule(scheduled.connection, "nightly") is None
    assert scheduled.get("by-hand").declared is False


def test_a_declared_schedule_is_not_removed_at_run_time(scheduled: Scheduled) -> None:
    written(scheduled, NIGHTLY)
    with pytest.raises(PermanentError, match="pause it, or remove it from SCHEDULES"):
        remove_schedule(scheduled.connection, "nightly", origin=ORIGIN)


def test_a_wrong_declaration_is_named_and_keeps_no_other_from_being_written(scheduled: Scheduled) -> None:
    wrong = replace(NIGHTLY, tz="Berlin")
    with pytest.raises(ConfigurationError, match="schedule nightly: tz: is no IANA time zone"):
        written(scheduled, wrong, OFTEN)
    assert scheduled.get("often").every == 900


def test_what_this_code_declares_is_valid() -> None:
    for one in SCHEDULES:
        checked(
            one.name, {"pipeline": one.pipeline, "data": dict(one.data), "cron": one.cron, "every": one.every}
        )
    assert len({one.name for one in SCHEDULES}) == len(SCHEDULES)
