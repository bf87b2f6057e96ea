"""The live feed's promise: a page that asks after `hello`, and again after each `reload`, misses no change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from pipelines.core.supervision.supervisor import Supervisor
from pipelines.server.live import feed as feeding
from pipelines.server.live.feed import Feed
from tests.support.waiting import PATIENCE

Connection = psycopg.Connection[Any]


class Barrier:
    """Stands before every connection that the feed makes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.open = asyncio.Event(), asyncio.Event()
        connect = psycopg.AsyncConnection.connect

        async def through(*args: Any, **known: Any) -> Any:
            self.reached.set()
            await self.open.wait()
            return await connect(*args, **known)

        monkeypatch.setattr(psycopg.AsyncConnection, "connect", through)

    def shut(self) -> None:
        self.reached.clear()
        self.open.clear()


class Page:
    """One stream of a feed; `heard` are the names and data of its events."""

    def __init__(self, feed: Feed, job_id: str | None = None) -> None:
        self.heard: list[tuple[str, Any]] = []
        self._stream: AsyncIterator[bytes] = feed.watch(job_id)
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for chunk in self._stream:
            lines = dict(line.split(": ", 1) for line in chunk.decode().splitlines() if ": " in line)
            if "event" in lines:
                self.heard.append((lines["event"], json.loads(lines["data"])))

    async def hears(self, name: str, job_id: str | None = None) -> None:
        """Until it was told this; of which job, where one is named."""
        async with asyncio.timeout(PATIENCE):
            while not any(
                event == name and (job_id is None or job_id in {job["id"] for job in data})
                for event, data in self.heard
            ):
                await asyncio.sleep(0.01)

    async def leave(self) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)


async def a_while() -> None:
    """Long enough for whatever the feed does without waiting for Postgres."""
    for _ in range(50):
        await asyncio.sleep(0)


def new_job(connection: Connection) -> str:
    row = connection.execute("""select jobs.enqueue('trial', '{"text": "x"}')::text""").fetchone()
    assert row
    return str(row[0])


def end(connection: Connection, job_id: str) -> None:
    connection.execute("select jobs.finish(%s, 'completed')", [job_id])


def test_hello_comes_once_every_later_change_will_be_told(
    database_url: str, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        barrier, feed = Barrier(monkeypatch), Feed(database_url, Supervisor())
        job_id = new_job(connection)
        page = Page(feed)
        await barrier.reached.wait()
        await a_while()
        assert page.heard == [], "whatever happens now would be told to nobody"
        barrier.open.set()
        await page.hears("hello")
        later = Page(feed)
        await later.hears("hello")
        end(connection, job_id)
        await page.hears("jobs", job_id)
        await later.hears("jobs", job_id)
        assert [page.heard[0][0], later.heard[0][0]] == ["hello", "hello"]
        feed.close()
        await feed.stopped()

    asyncio.run(scenario())


def test_reload_comes_once_every_later_change_will_be_told_again(
    database_url: str, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        barrier, feed = Barrier(monkeypatch), Feed(database_url, Supervisor())
        barrier.open.set()
        job_id, page = new_job(connection), Page(feed)
        await page.hears("hello")
        barrier.shut()
        monkeypatch.setattr(feeding, "REST_SECONDS", 0.01)
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'jobs feed' and datname = current_database()"
        )
        await barrier.reached.wait()
        later = Page(feed)
        await a_while()
        assert "reload" not in dict(page.heard), "whatever happens now would be told to nobody"
        assert later.heard == []
        barrier.open.set()
        await page.hears("reload")
        await later.hears("hello")
        assert "reload" not in dict(later.heard)
        end(connection, job_id)
        await page.hears("jobs", job_id)
        await later.hears("jobs", job_id)
        feed.close()
        await feed.stopped()

    asyncio.run(scenario())


def test_a_page_that_comes_as_the_last_one_leaves_is_told_as_well(
    database_url: str, connection: Connection
) -> None:
    async def scenario() -> None:
        feed = Feed(database_url, Supervisor())
        for _ in range(3):
            job_id, first = new_job(connection), Page(feed)
            await first.hears("hello")
            await first.leave()
            second = Page(feed)
            await second.hears("hello")
            end(connection, job_id)
            await second.hears("jobs", job_id)
            await second.leave()
        feed.close()
        await feed.stopped()

    asyncio.run(scenario())


def test_an_end_that_becomes_visible_late_is_told(
    database_url: str, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its transaction began before the feed's last look, and is committed after it."""
    monkeypatch.setattr(feeding, "OVERLAP", timedelta(0))

    async def scenario() -> None:
        feed = Feed(database_url, Supervisor())
        late, page = new_job(connection), Page(feed)
        await page.hears("hello")
        with psycopg.connect(database_url) as slow:
            end(slow, late)
            for _ in range(3):
                meanwhile = new_job(connection)
                end(connection, meanwhile)
                await page.hears("jobs", meanwhile)
        await page.hears("jobs", late)
        feed.close()
        await feed.stopped()

    asyncio.run(scenario())


def test_nonsense_in_a_notification_harms_nobody(database_url: str, connection: Connection) -> None:
    async def scenario() -> None:
        feed = Feed(database_url, Supervisor())
        job_id, page = new_job(connection), Page(feed)
        await page.hears("hello")
        connection.execute("select pg_notify('jobs_finished', 'nonsense')")
        end(connection, job_id)
        await page.hears("jobs", job_id)
        assert "reload" not in dict(page.heard)
        feed.close()
        await feed.stopped()

    asyncio.run(scenario())
