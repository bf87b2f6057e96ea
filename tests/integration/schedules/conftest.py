"""Schedules on a database whose clock a test may move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from pipelines.operations.audit.origin import Origin
from pipelines.operations.schedules.changing import set_schedule
from pipelines.operations.schedules.schedule_rows import StoredSchedule, stored_schedule
from pipelines.operations.schedules.sending import send_due
from steps.core.postgres.connect import connect_to

ORIGIN = Origin(door="cli", actor="tester@here")
DATA = {"text": "A bridge opened in Aveling on Monday."}
MOVED = """
create table if not exists public.moved (by interval not null);
truncate public.moved;
insert into public.moved values ('0');
create or replace function jobs.schedule_now() returns timestamptz language sql volatile
as $$ select pg_catalog.clock_timestamp() + (select by from public.moved) $$;
"""


FULL_DISK = """
create function public.full_disk() returns trigger language plpgsql as $$ begin
    if new.id like 'bad/%' then raise exception using errcode = '53100', message = 'no space left'; end if;
    return new; end $$;
create trigger full_disk before insert on jobs.event for each row execute function public.full_disk()
"""


@contextmanager
def full_disk(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """The server has no room for the events of the schedule `bad`."""
    connection.execute(FULL_DISK)
    try:
        yield
    finally:
        connection.execute("drop function public.full_disk cascade")


class MovedClock:
    """The server's clock, as schedules see it."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        connection.execute(MOVED)

    def move(self, by: timedelta) -> datetime:
        self.connection.execute("update public.moved set by = by + %s", [by])
        return self.now()

    def now(self) -> datetime:
        row = self.connection.execute("select jobs.schedule_now()").fetchone()
        assert row is not None
        now: datetime = row[0]
        return now


class Scheduled:
    """Schedules as one connection sees them."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def set(self, name: str, **given: Any) -> StoredSchedule:
        asked = {"pipeline": "news-analyzer", "data": DATA, **given}
        set_schedule(self.connection, name, asked, origin=ORIGIN)
        return self.get(name)

    def get(self, name: str) -> StoredSchedule:
        found = stored_schedule(self.connection, name)
        assert found is not None
        return found

    def events(self, name: str) -> list[str]:
        """What was sent for the schedule, by event id, in their order."""
        query = "select id from jobs.event where starts_with(id, %s) order by id"
        return [event for (event,) in self.connection.execute(query, [f"{name}/"])]

    def turn(self) -> int:
        return send_due(self.connection)


@pytest.fixture
def own(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the product's own are, which loads what plain SQL may have written."""
    with connect_to(database_url, "test") as connection:
        yield connection


@pytest.fixture
def scheduled(own: psycopg.Connection[Any]) -> Scheduled:
    own.execute("truncate jobs.event, jobs.schedule cascade")
    return Scheduled(own)


@pytest.fixture
def clock(own: psycopg.Connection[Any]) -> MovedClock:
    return MovedClock(own)
