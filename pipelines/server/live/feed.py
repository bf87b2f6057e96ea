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
from time import monotonic
from typing import Annotated, Any, cast
from uuid import UUID

import psycopg
from fastapi import Depends
from psycopg.rows import class_row
from starlette.requests import HTTPConnection

from pipelines.core.supervision.pulse import Pulse
from pipelines.core.supervision.supervisor import Supervisor
from pipelines.operations.paging import first_id_at
from pipelines.server.live.changes import HELLO, MOST, RELOAD, ChangeTracker, JobState, news_of
from pipelines.server.live.places import Places
from steps.core.postgres.connect import behind_pooler, connect_async
from steps.core.postgres.pooler import keeps_session
from steps.core.postgres.sql import load

QUERIES = load("feed.sql", "pipelines.server.live")
GATHER_SECONDS = 0.03  # what ends in this time is told at once
LOOK_SECONDS = 0.1  # between looks while something runs
FEW = 10  # changes in one look; where there are more, more are gathered
REST_SECONDS = 1.0  # between looks while nothing does
OVERLAP = timedelta(seconds=10)  # how long a job may take to become visible after its own clock
FINISHED = "jobs_finished"  # its payload is the job's id
BACKLOG = 50  # messages a slow page may be behind; then it is told to ask again
BEAT_SECONDS = 15.0
SILENCE_SECONDS = 30.0  # without a look
LIFE_SECONDS = 1800.0  # then the page connects again, and its token is looked at again
log = logging.getLogger(__name__)


class Watcher:
    """One open page. `job_id`: only this job."""

    def __init__(self, job_id: str | None) -> None:
        self.job_id = job_id
        self.messages: asyncio.Queue[bytes | None] = asyncio.Queue(BACKLOG)
        self._greeted = False

    def follow(self) -> None:
        """From now on every change is told to it; what was before, it has to ask for."""
        self.tell(RELOAD if self._greeted else HELLO)
        self._greeted = True

    def tell(self, news: bytes | None) -> None:
        if self.messages.full():
            while not self.messages.empty():
                self.messages.get_nowait()
            news = news and RELOAD
        self.messages.put_nowait(news)


class Feed:
    """Looks only while somebody watches, as a task of the supervisor."""

    def __init__(self, url: str, supervisor: Supervisor) -> None:
        self._url, self._supervisor, self.places = url, supervisor, Places()
        self._watchers: set[Watcher] = set()
        self._looking: asyncio.Task[None] | None = None
        self._following = False  # whether every change from now on will be found
        self._closed = False

    @property
    def watchers(self) -> int:
        return len(self._watchers)

    async def watch(self, job_id: str | None = None) -> AsyncIterator[bytes]:
        """Server-sent events until the page leaves or the server stops.

        The first one is `hello`: a page that asks after it, and again after each `reload`, misses no change.
        """
        watcher = Watcher(job_id)
        self._watchers.add(watcher)
        if self._following:
            watcher.follow()
        if self._looking is None:
            self._looking = self._supervisor.start(
                "live_feed", self._look, silence=SILENCE_SECONDS, ends=True
            )
        try:
            yield b"retry: 1000\n\n"
            ends = monotonic() + LIFE_SECONDS
            while not self._closed and monotonic() < ends:
                try:
                    async with asyncio.timeout(BEAT_SECONDS):
                        news = await watcher.messages.get()
                except TimeoutError:
                    news = b": still here\n\n"
                if news is None:
                    return
                yield news
        finally:
            self._watchers.discard(watcher)

    def close(self) -> None:
        """Every page's stream ends."""
        self._closed = True
        for watcher in self._watchers:
            watcher.tell(None)

    async def _look(self, pulse: Pulse) -> None:
        """While somebody watches. It ends by itself: a page that comes while it is cancelled would wait for nothing."""
        try:
            if self._watchers:
                await self._look_on_one_connection(pulse)
        finally:
            self._following = False
        self._looking = None

    async def _look_on_one_connection(self, pulse: Pulse) -> None:
        async with connect_async(self._url, "feed") as connection:
            if not behind_pooler(connection) or await asyncio.to_thread(keeps_session, self._url):
                await connection.execute("listen jobs_queued")
                await connection.execute(f"listen {FINISHED}")
            else:  # nobody tells us anything, so changes are seen at the next look
                log.warning("feed_without_session", extra={"remedy": "set DATABASE_DIRECT_URL"})
            tracker = ChangeTracker()
            start = await self._now(connection)
            tracker.changed(await self._states(connection, start - OVERLAP, []))
            self._following = True
            for watcher in self._watchers:
                watcher.follow()
            live, news = True, list[JobState]()
            while self._watchers:
                pulse.beat()
                since = max(await self._now(connection), start) - OVERLAP
                gather = GATHER_SECONDS if len(news) <= FEW else LOOK_SECONDS
                notes = await self._wait(connection, LOOK_SECONDS if live else REST_SECONDS, gather)
                states = await self._states(connection, since, ids_of(notes))
                news = tracker.changed(states)
                live = bool(notes) or any(state.finished_at is None for state in states)
                if news:
                    self._tell(news)

    async def _now(self, connection: psycopg.AsyncConnection[Any]) -> datetime:
        row = await (await connection.execute(QUERIES["now"])).fetchone()
        assert row is not None  # noqa: S101  a select without from gives a row
        now: datetime = row[0]
        return now

    async def _wait(
        self, connection: psycopg.AsyncConnection[Any], seconds: float, gather: float
    ) -> list[psycopg.Notify]:
        """Until Postgres says something or the time is over; what comes right after is gathered."""
        notes = [note async for note in connection.notifies(timeout=seconds, stop_after=1)]
        if notes:
            await asyncio.sleep(gather)
            notes += [note async for note in connection.notifies(timeout=0)]
        return notes

    async def _states(
        self, connection: psycopg.AsyncConnection[Any], since: datetime, ended: list[UUID]
    ) -> list[JobState]:
        """Of the jobs that may have changed since then, and of those known to have ended."""
        params = {"ended_after": since, "made_after": first_id_at(since), "ended": ended, "most": MOST + 1}
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

    async def stopped(self) -> None:
        """After `close`: the connection is closed as well."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking
            self._looking = None


def ids_of(notes: list[psycopg.Notify]) -> list[UUID]:
    """The jobs that ended: however late that became visible after its own clock, the notification comes with it."""
    found = list[UUID]()
    for note in notes:
        if note.channel == FINISHED:
            with suppress(ValueError):  # anybody may notify anything
                found.append(UUID(note.payload))
    return found


def feed_of(connection: HTTPConnection) -> Feed:
    """The one of the app that answers this request."""
    return cast(Feed, connection.app.state.feed)


Feeding = Annotated[Feed, Depends(feed_of)]
