"""Live updates: one connection to Postgres looks for all open pages, so a page costs no query of its own.

Postgres says when jobs are queued and when they end (NOTIFY). What happens in between is looked up ten times a second,
and only while somebody watches and something runs: telling of every step would cost each step a notification.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import class_row

from pipelines.operations.paging import first_id_at
from pipelines.server.live.changes import MOST, RELOAD, ChangeTracker, JobState, message, news_of
from steps.core.postgres.sql import load

QUERIES = load("feed.sql", "pipelines.server.live")
GATHER_SECONDS = 0.03  # what ends in this time is told at once
LOOK_SECONDS = 0.1  # between looks while something runs
FEW = 10  # changes in one look; where there are more, more are gathered
REST_SECONDS = 1.0  # between looks while nothing does
OVERLAP = timedelta(seconds=1)  # how long a transaction may take to become visible after its own clock
BACKLOG = 50  # messages a slow page may be behind; then it is told to ask again
BEAT_SECONDS = 15.0
log = logging.getLogger(__name__)


class Watcher:
    """One open page. `job_id`: only this job."""

    def __init__(self, job_id: str | None) -> None:
        self.job_id = job_id
        self.messages: asyncio.Queue[bytes | None] = asyncio.Queue(BACKLOG)

    def tell(self, news: bytes | None) -> None:
        if self.messages.full():
            while not self.messages.empty():
                self.messages.get_nowait()
            news = news and RELOAD
        self.messages.put_nowait(news)


class Feed:
    """Looks only while somebody watches."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._watchers: set[Watcher] = set()
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def watchers(self) -> int:
        return len(self._watchers)

    async def watch(self, job_id: str | None = None) -> AsyncIterator[bytes]:
        """Server-sent events until the page leaves or the server stops; the first one is `hello`."""
        watcher = Watcher(job_id)
        self._watchers.add(watcher)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            yield b"retry: 1000\n" + message("hello", {})
            while not self._closed:
                try:
                    news = await asyncio.wait_for(watcher.messages.get(), BEAT_SECONDS)
                except TimeoutError:
                    news = b": still here\n\n"
                if news is None:
                    return
                yield news
        finally:
            self._watchers.discard(watcher)
            if not self._watchers and self._looking is not None:
                self._looking.cancel()

    def close(self) -> None:
        """Every page's stream ends."""
        self._closed = True
        for watcher in self._watchers:
            watcher.tell(None)

    async def _look(self) -> None:
        """Until cancelled. After a broken connection pages are told to ask again."""
        while True:
            try:
                await self._look_on_one_connection()
            except (psycopg.OperationalError, OSError) as error:
                log.warning("feed_disconnected: %s", type(error).__name__)
                await asyncio.sleep(1.0)
                self._tell_all(RELOAD)
            except Exception:
                log.exception("feed_failed")
                await asyncio.sleep(REST_SECONDS)

    async def _look_on_one_connection(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, application_name="jobs feed"
        ) as connection:
            await connection.execute("listen jobs_queued")
            await connection.execute("listen jobs_finished")
            tracker = ChangeTracker()
            start = await self._now(connection)
            tracker.changed(await self._states(connection, start))
            live, news = True, list[JobState]()
            while True:
                since = await self._now(connection) - OVERLAP
                gather = GATHER_SECONDS if len(news) <= FEW else LOOK_SECONDS
                notified = await self._wait(connection, LOOK_SECONDS if live else REST_SECONDS, gather)
                states = await self._states(connection, max(since, start - OVERLAP))
                news = tracker.changed(states)
                live = notified or any(state.finished_at is None for state in states)
                if news:
                    self._tell(news)

    async def _now(self, connection: psycopg.AsyncConnection[Any]) -> datetime:
        row = await (await connection.execute(QUERIES["now"])).fetchone()
        assert row is not None  # noqa: S101  a select without from gives a row
        now: datetime = row[0]
        return now

    async def _wait(self, connection: psycopg.AsyncConnection[Any], seconds: float, gather: float) -> bool:
        """Until Postgres says something or the time is over; what comes right after is gathered."""
        first = [note async for note in connection.notifies(timeout=seconds, stop_after=1)]
        if first:
            await asyncio.sleep(gather)
            async for _ in connection.notifies(timeout=0):
                pass
        return bool(first)

    async def _states(self, connection: psycopg.AsyncConnection[Any], since: datetime) -> list[JobState]:
        params = {"ended_after": since, "made_after": first_id_at(since), "most": MOST + 1}
        async with connection.cursor(row_factory=class_row(JobState)) as cursor:
            await cursor.execute(QUERIES["changes"], params)
            return await cursor.fetchall()

    def _tell(self, states: list[JobState]) -> None:
        everybody = news_of(states)
        by_id = {state.id: state for state in states}
        for watcher in self._watchers:
            if watcher.job_id is None:
                watcher.tell(everybody)
            elif (state := by_id.get(watcher.job_id)) is not None:
                watcher.tell(news_of([state]))

    def _tell_all(self, news: bytes) -> None:
        for watcher in self._watchers:
            watcher.tell(news)

    async def stopped(self) -> None:
        """After `close`: the connection is closed as well."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking
