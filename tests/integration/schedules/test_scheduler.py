"""It goes on after what PostgreSQL refuses or cuts off, and reads few rows while nothing is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from pipelines.control import scheduler as scheduling
from pipelines.control.doctor.schedule_checks import check_schedules
from pipelines.control.scheduler import Scheduler
from pipelines.core.supervision.pulse import TaskState
from pipelines.core.supervision.supervisor import Supervisor
from pipelines.operations.schedules.schedule_rows import QUERIES, schedules_page
from tests.integration.schedules.conftest import MovedClock, Scheduled, full_disk
from tests.support.processes import in_thread, supervised
from tests.support.waiting import until

HOUR = timedelta(hours=1)
States = list[TaskState]


@pytest.fixture
def states(database_url: str, scheduled: Scheduled, monkeypatch: pytest.MonkeyPatch) -> Iterator[States]:
    """What is known of the running scheduler's task, newest last."""
    monkeypatch.setattr(scheduling, "POLL_SECONDS", 0.05)
    told: States = []

    def start(supervisor: Supervisor) -> None:
        supervisor._told = told.extend
        supervisor._tick = 0.05
        Scheduler(database_url).start(supervisor)

    with in_thread(supervised(start)):
        until(lambda: told and told[-1].beat_at)
        yield told


def test_it_goes_on_after_its_connection_was_cut(
    states: States, scheduled: Scheduled, clock: MovedClock
) -> None:
    scheduled.set("hourly", every="1h")
    cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'jobs scheduler'"
    row = scheduled.connection.execute(cut).fetchone()
    assert row is not None
    assert row[0] >= 1
    until(lambda: states[-1].restarts)
    clock.move(HOUR)
    until(lambda: scheduled.get("hourly").sent == 1)
    until(lambda: states[-1].living)


def test_a_schedule_in_whose_turn_the_server_fails_holds_up_no_other(
    states: States, scheduled: Scheduled, clock: MovedClock
) -> None:
    scheduled.set("bad", every="1h")
    scheduled.set("good", every="1h")
    with full_disk(scheduled.connection):
        clock.move(HOUR)
        until(lambda: scheduled.get("good").sent == 1)
        assert any("DiskFull" in state.error for state in states)


def test_doctor_tells_of_what_is_late_and_of_what_is_refused(scheduled: Scheduled, clock: MovedClock) -> None:
    scheduled.set("hourly", every="1h")
    assert check_schedules(scheduled.connection).text == "1 are set, and none is late"
    clock.move(2 * HOUR)
    assert check_schedules(scheduled.connection).level == "fail"
    scheduled.connection.execute("""update jobs.schedule set data = '{"txt": 1}'""")
    scheduled.turn()
    found = check_schedules(scheduled.connection)
    assert (found.level, found.text) == ("warn", "1 of 1 could not send what was planned last: hourly")


def test_among_many_schedules_few_rows_are_read(scheduled: Scheduled) -> None:
    scheduled.connection.execute("""
        insert into jobs.schedule (name, pipeline, data, every, next_at, due_at)
        select 's' || lpad(n::text, 6, '0'), 'news-analyzer', '{}', 3600, moment, moment
        from generate_series(1, 20000) n, lateral (select clock_timestamp() + make_interval(mins => n)) m (moment);
        analyze jobs.schedule""")
    plan = "\n".join(
        line
        for (line,) in scheduled.connection.execute(
            f"explain (analyze, timing off) {QUERIES['due']}",
            {"avoid": [], "limit": 50},
        )
    )
    assert "schedule_due" in plan
    assert "Seq Scan" not in plan
    assert "Rows Removed by Filter" not in plan
    page = schedules_page(scheduled.connection, 2, after="s019997")
    assert ([one.name for one in page.schedules], page.next) == (["s019998", "s019999"], "s019999")


def test_the_servers_role_may_do_all_of_it(
    scheduled: Scheduled, clock: MovedClock, database_url: str
) -> None:
    scheduled.set("hourly", every="1h")
    scheduled.connection.execute("grant select on public.moved to jobs_server")
    clock.move(HOUR)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("set role jobs_server")
        as_server = Scheduled(connection)
        assert as_server.turn() == 1
        as_server.set("another", every="1h")
    assert scheduled.get("hourly").sent == 1
