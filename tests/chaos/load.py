"""Sends events by SQL and HTTP, and sends each again under its id until it is answered, as a careful caller does."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import httpx
import psycopg
from psycopg.types.json import Jsonb

from tests.chaos.installation.installed import EFFECT, PAID, Target

BATCH = 10  # events in one transaction or request
PAUSE_SECONDS = 0.2  # before an event is sent again
TEXT = "The town of Vellmar opened a bridge on Monday, the council said. It cost 4.2 million euros and took {n} days."


@dataclass(frozen=True)
class Event:
    """`status`: how its job must end."""

    id: str
    pipeline: str
    data: dict[str, Any]
    status: str = "completed"


def events(seed: int, jobs: int) -> Iterator[Event]:
    """The same events for the same seed: most take no time, a few take seconds, some fail, some pay a provider."""
    chance = random.Random(f"events {seed}")
    for number in range(jobs):
        kind, id = chance.random(), f"chaos-{seed}-{number}"
        if kind < 0.04:
            yield Event(id, PAID, {"text": TEXT.format(n=number)})
        elif kind < 0.08:
            yield Event(id, EFFECT, {"fails": True}, "failed")
        elif kind < 0.12:
            yield Event(id, EFFECT, {"seconds": round(chance.uniform(0.5, 3.0), 2)})
        else:
            yield Event(id, EFFECT, {"seconds": round(chance.expovariate(50), 3)})


class Load:
    """A thread that sends; a context manager. `allowed`: how many events may have been sent by now; no more than
    `in_flight` of their jobs are unfinished at once."""

    def __init__(
        self, target: Target, seed: int, jobs: int, *, in_flight: int, allowed: Callable[[], int]
    ) -> None:
        self._target, self._in_flight, self._allowed = target, in_flight, allowed
        self._events = list(events(seed, jobs))
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="load")
        self._answered = 0
        self._connection: psycopg.Connection[Any] | None = None
        self._client = httpx.Client(base_url=target.server_url, timeout=40)
        self.repeated = 0  # sendings that were not answered

    @property
    def sent(self) -> list[Event]:
        """What was answered, and so must be done."""
        return self._events[: self._answered]

    @property
    def done(self) -> bool:
        return self._answered == len(self._events)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._client.close()
        if self._connection is not None:
            self._connection.close()

    def stop(self) -> None:
        """Wait for the answer to what is under way, and send nothing more."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set() and not self.done:
            batch = self._events[self._answered : min(self._answered + BATCH, self._allowed())]
            if not batch or self._unfinished() > self._in_flight:
                time.sleep(0.05)
                continue
            pipelines = sorted({event.pipeline for event in batch})
            for pipeline in pipelines:
                self._insist(pipeline, [event for event in batch if event.pipeline == pipeline])
            self._answered += len(batch)

    def _insist(self, pipeline: str, batch: list[Event]) -> None:
        send = self._by_http if pipeline == PAID else self._by_sql
        while True:
            try:
                return send(batch)
            except (httpx.HTTPError, psycopg.Error):
                self.repeated += 1
                time.sleep(PAUSE_SECONDS)

    def _by_http(self, batch: list[Event]) -> None:
        body = [{"name": f"jobs/{one.pipeline}.requested", "id": one.id, "data": one.data} for one in batch]
        self._client.post("/api/events", json=body).raise_for_status()

    def _by_sql(self, batch: list[Event]) -> None:
        connection = self._connected()
        with connection.transaction():
            for one in batch:
                connection.execute("select jobs.send(%s, %s, %s)", [one.pipeline, Jsonb(one.data), one.id])

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = self._target.connect()
        return self._connection

    def _unfinished(self) -> int:
        query = "select count(*) from jobs.job where status in ('queued', 'dispatched', 'running')"
        try:
            row = self._connected().execute(query.encode()).fetchone()
        except psycopg.Error:
            return 0  # send all the same: it is refused
        return int(row[0]) if row else 0
