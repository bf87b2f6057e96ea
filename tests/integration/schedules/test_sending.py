"""What is due is sent once, what is late is caught up within bounds, and a bad schedule harms only itself."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from psycopg.types.json import Jsonb

from pipelines.operations.schedules.changing import pause_schedule, resume_schedule
from pipelines.operations.schedules.schedule_rows import find_schedule, schedules_page
from pipelines.operations.schedules.sending import Hindered, send_due
from tests.integration.schedules.conftest import DATA, ORIGIN, MovedClock, Scheduled, full_disk

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_a_planned_time_is_sent_once_when_it_comes(scheduled: Scheduled, clock: MovedClock) -> None:
    first = scheduled.set("hourly", every="1h", tenant="acme", tags={"kind": "trial"}, priority=-1)
    assert first.next_at is not None
    assert scheduled.turn() == 0
    clock.move(HOUR)
    assert (scheduled.turn(), scheduled.turn()) == (1, 0)
    [event] = scheduled.events("hourly")
    assert event == f"hourly/{first.next_at:%Y-%m-%dT%H:%M:%SZ}"
    row = scheduled.connection.execute(
        "select e.data, e.ts, e.tenant, e.tags, j.priority, j.status, j.id::text"
        " from jobs.event e join jobs.job j on j.event_id = e.id"
    ).fetchone()
    after = scheduled.get("hourly")
    assert row == (DATA, first.next_at, "acme", {"kind": "trial"}, -1, "queued", after.last_job_id)
    assert (after.sent, after.missed, after.last_at) == (1, 0, first.next_at)
    assert after.next_at == first.next_at + HOUR


def test_after_an_outage_the_newest_are_sent_and_the_rest_are_counted(
    scheduled: Scheduled, clock: MovedClock
) -> None:
    first = scheduled.set("hourly", every="1h", catch_up="5h", at_most=3)
    assert first.next_at is not None
    clock.move(10 * HOUR + 10 * MINUTE)
    scheduled.turn()
    after = scheduled.get("hourly")
    wanted = [first.next_at + passed * HOUR for passed in (7, 8, 9)]
    assert scheduled.events("hourly") == [f"hourly/{planned:%Y-%m-%dT%H:%M:%SZ}" for planned in wanted]
    assert (after.sent, after.missed, after.missed_at) == (3, 7, first.next_at + 6 * HOUR)
    assert after.next_at == first.next_at + 10 * HOUR


def test_what_is_planned_during_a_pause_is_not_sent_and_not_missed(
    scheduled: Scheduled, clock: MovedClock
) -> None:
    first = scheduled.set("hourly", every="1h", at_most=9)
    assert first.next_at is not None
    pause_schedule(scheduled.connection, "hourly", origin=ORIGIN, why="maintenance")
    clock.move(3 * HOUR + MINUTE)
    assert scheduled.turn() == 0
    paused = scheduled.get("hourly")
    assert (paused.paused_by, paused.paused_why) == (ORIGIN.actor, "maintenance")
    resume_schedule(scheduled.connection, "hourly", origin=ORIGIN)
    assert scheduled.turn() == 0
    after = scheduled.get("hourly")
    assert (after.sent, after.missed, after.paused_at) == (0, 0, None)
    assert after.next_at == first.next_at + 3 * HOUR


def test_editing_sends_nothing_of_the_past_and_counts_what_was_due(
    scheduled: Scheduled, clock: MovedClock
) -> None:
    scheduled.set("hourly", every="1h", at_most=9, catch_up="1d")
    now = clock.move(3 * HOUR + MINUTE)
    after = scheduled.set("hourly", every="30m", at_most=9, catch_up="1d")
    assert after.next_at is not None
    assert after.next_at > now
    assert (after.sent, after.missed) == (0, 3)
    assert scheduled.turn() == 0
    same = scheduled.set("hourly", every="30m", at_most=9, catch_up="1d", data={"text": "Other words."})
    assert (same.next_at, same.anchor, same.missed) == (after.next_at, after.anchor, 3)


def test_data_that_the_pipeline_refuses_is_told_and_not_tried_again_before_the_next_time(
    scheduled: Scheduled, clock: MovedClock
) -> None:
    scheduled.set("bad", every="1h")
    scheduled.set("good", every="1h")
    scheduled.connection.execute("""update jobs.schedule set data = '{"txt": 1}' where name = 'bad'""")
    clock.move(HOUR)
    assert (scheduled.turn(), scheduled.turn()) == (2, 0)
    bad, good = scheduled.get("bad"), scheduled.get("good")
    assert (good.sent, good.error) == (1, None)
    assert (bad.sent, bad.missed) == (0, 1)
    assert "data.txt: is not a known field" in str(bad.error)
    scheduled.connection.execute("update jobs.schedule set data = %s where name = 'bad'", [Jsonb(DATA)])
    clock.move(HOUR)
    scheduled.turn()
    bad = scheduled.get("bad")
    assert (bad.sent, bad.missed, bad.error) == (1, 1, None)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("tz = 'Atlantis', every = null, cron = '* * * * *'", "tz: is no IANA time zone such as Europe/Berlin"),
        ("every = null, cron = '61 * * * *'", "cron: is not valid: the field minute"),
        ("pipeline = 'no-such'", "pipeline: there is no such pipeline"),
        ("data = ('{\"text\": ' || repeat('[', 1500) || repeat(']', 1500) || '}')::jsonb",
         "is nested more than 200 deep"),
    ],
)  # fmt: skip
def test_a_row_of_plain_sql_that_nobody_can_send_harms_only_itself(
    scheduled: Scheduled, clock: MovedClock, written: str, told: str
) -> None:
    scheduled.set("bad", every="1h")
    scheduled.set("good", every="1h")
    scheduled.connection.execute(f"update jobs.schedule set {written} where name = 'bad'")
    clock.move(HOUR)
    assert (scheduled.turn(), scheduled.turn()) == (2, 0)
    assert (scheduled.get("good").sent, scheduled.get("bad").sent) == (1, 0)
    assert told in str(scheduled.get("bad").error)


UNPLANNABLE = (
    "next_at = 'infinity'", "next_at = '9999-12-30'", "anchor = '-infinity'", "every = 1", "cron = '* * * * *'",
    "jitter = 100000", "at_most = 1000", "name = 'A/B'", "data = '[]'", "tags = '[]'",
)  # fmt: skip


@pytest.mark.parametrize("written", UNPLANNABLE)
def test_plain_sql_cannot_write_what_nobody_can_plan_with(
    scheduled: Scheduled, clock: MovedClock, written: str
) -> None:
    scheduled.set("hourly", every="1h")
    with pytest.raises(psycopg.errors.CheckViolation):
        scheduled.connection.execute(f"update jobs.schedule set {written}")


@pytest.mark.parametrize(
    "written",
    ["due_at = '-infinity'", "due_at = 'infinity'", "anchor = '1900-01-01'", "tags = '{\"a\": 1}'"],
)
def test_a_row_of_plain_sql_is_shown_and_sent_as_far_as_it_can_be(
    scheduled: Scheduled, clock: MovedClock, written: str
) -> None:
    scheduled.set("hourly", every="1h")
    scheduled.connection.execute(f"update jobs.schedule set {written}")
    found = find_schedule(scheduled.connection, "hourly")
    assert found is not None
    assert len(found.next_times) == 10
    assert schedules_page(scheduled.connection, 10).schedules
    clock.move(HOUR)
    scheduled.turn()


def test_a_row_of_plain_sql_is_planned_by_whoever_comes_first(
    scheduled: Scheduled, clock: MovedClock
) -> None:
    scheduled.connection.execute(
        "insert into jobs.schedule (name, pipeline, data, every) values ('plain', 'news-analyzer', %s, 3600)",
        [Jsonb(DATA)],
    )
    clock.move(timedelta(seconds=1))
    assert (scheduled.turn(), scheduled.turn()) == (1, 0)
    assert scheduled.events("plain") == []
    clock.move(HOUR)
    scheduled.turn()
    assert len(scheduled.events("plain")) == 1


def test_an_id_that_is_taken_by_another_pipeline_is_told(scheduled: Scheduled, clock: MovedClock) -> None:
    first = scheduled.set("hourly", every="1h")
    taken = f"hourly/{first.next_at:%Y-%m-%dT%H:%M:%SZ}"
    scheduled.connection.execute(
        "select jobs.enqueue('gdpr-exporter', %s, %s)", [Jsonb({"subject_id": "1"}), taken]
    )
    clock.move(HOUR)
    assert (scheduled.turn(), scheduled.turn()) == (1, 0)
    assert scheduled.get("hourly").error == "event_id: belongs to an event of another name"


def test_a_row_put_back_by_hand_sends_nothing_twice(scheduled: Scheduled, clock: MovedClock) -> None:
    first = scheduled.set("hourly", every="1h")
    clock.move(HOUR)
    scheduled.turn()
    scheduled.connection.execute(
        "update jobs.schedule set next_at = %(at)s, due_at = %(at)s", {"at": first.next_at}
    )
    scheduled.turn()
    assert (len(scheduled.events("hourly")), scheduled.get("hourly").sent) == (1, 1)


def test_a_failure_of_the_server_undoes_the_whole_turn_and_names_the_schedule(
    scheduled: Scheduled, clock: MovedClock
) -> None:
    scheduled.set("bad", every="1h")
    scheduled.set("good", every="1h")
    with full_disk(scheduled.connection):
        clock.move(HOUR)
        with pytest.raises(Hindered) as hindered:
            scheduled.turn()
        assert (hindered.value.schedule, type(hindered.value.__cause__)) == ("bad", psycopg.errors.DiskFull)
        assert scheduled.events("good") == []
        assert send_due(scheduled.connection, avoid=["bad"]) == 1
        assert scheduled.get("good").sent == 1
    scheduled.turn()
    assert scheduled.get("bad").sent == 1
