"""Sends events by SQL and HTTP, and sends each again under its id until it is answered, as a careful caller does."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import httpx
import psycopg
from psycopg.types.json import Jsonb

from tests.chaos.installation.installed import EFFECT, PAID, Target

AHEAD = 200  # events that one door may be ahead of the other
BATCH = 10  # events in one transaction or request
PAUSE_SECONDS = 0.2  # before an event is sent again
HTTP_SECONDS = 10.0  # the longest wait for an answer
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
    """Sends by both doors, each in a thread of its own; a context manager. `allowed`: how many events of them may have
    been sent by now; no more than `in_flight` jobs are unfinished at once."""

    def __init__(
        self, target: Target, seed: int, jobs: int, *, in_flight: int, allowed: Callable[[], int]
    ) -> None:
        planned = list(enumerate(events(seed, jobs)))

        def together() -> int:
            """Neither door runs ahead of the other."""
            return min(allowed(), AHEAD + min(sender.reached for sender in self._senders))

        self._senders = [
            _Sender(
                door,
                target,
                [(n, one) for n, one in planned if one.pipeline == pipeline],
                in_flight,
                together,
            )
            for door, pipeline in ((SqlDoor(target), EFFECT), (HttpDoor(target), PAID))
        ]

    @property
    def sent(self) -> list[Event]:
        """What was answered, and so must be done."""
        return [event for sender in self._senders for event in sender.sent]

    @property
    def repeated(self) -> int:
        """Sendings that were not answered."""
        return sum(sender.repeated for sender in self._senders)

    @property
    def done(self) -> bool:
        return all(sender.done for sender in self._senders)

    def __enter__(self) -> Self:
        for sender in self._senders:
            sender.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Wait for the answer to what is under way, and send nothing more."""
        for sender in self._senders:
            sender.stopping.set()
        for sender in self._senders:
            sender.join()


class SqlDoor:
    def __init__(self, target: Target) -> None:
        self._connection = Connecting(target)

    def send(self, batch: Sequence[Event]) -> None:
        connection = self._connection.now()
        with connection.transaction():
            for one in batch:
                connection.execute("select jobs.send(%s, %s, %s)", [one.pipeline, Jsonb(one.data), one.id])

    def close(self) -> None:
        self._connection.close()


class HttpDoor:
    def __init__(self, target: Target) -> None:
        self._client = httpx.Client(base_url=target.server_url, timeout=HTTP_SECONDS)

    def send(self, batch: Sequence[Event]) -> None:
        body = [{"name": f"jobs/{one.pipeline}.requested", "id": one.id, "data": one.data} for one in batch]
        self._client.post("/api/events", json=body).raise_for_status()

    def close(self) -> None:
        self._client.close()


class Connecting:
    """A connection that is opened again when it was lost."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._connection: psycopg.Connection[Any] | None = None

    def now(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = self._target.connect()
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class _Sender(threading.Thread):
    """`events` with their numbers among all."""

    def __init__(
        self,
        door: SqlDoor | HttpDoor,
        target: Target,
        events: list[tuple[int, Event]],
        in_flight: int,
        allowed: Callable[[], int],
    ) -> None:
        super().__init__(name=f"load {type(door).__name__}")
        self._door, self._events, self._in_flight, self._allowed = door, events, in_flight, allowed
        self._connection = Connecting(target)
        self.sent: list[Event] = []
        self.repeated = 0
        self.stopping = threading.Event()

    @property
    def done(self) -> bool:
        return len(self.sent) == len(self._events)

    @property
    def reached(self) -> int:
        """The number of the event that is sent next."""
        return sys.maxsize if self.done else self._events[len(self.sent)][0]

    def run(self) -> None:
        try:
            while not self.stopping.is_set() and not self.done:
                next_ones = self._events[len(self.sent) : len(self.sent) + BATCH]
                batch = [event for number, event in next_ones if number < self._allowed()]
                if not batch or self._unfinished() > self._in_flight:
                    time.sleep(0.05)
                    continue
                self._insist(batch)
                self.sent += batch
        finally:
            self._door.close()
            self._connection.close()

    def _insist(self, batch: list[Event]) -> None:
        while True:
            try:
                return self._door.send(batch)
            except (httpx.HTTPError, psycopg.Error):
                self.repeated += 1
                time.sleep(PAUSE_SECONDS)

    def _unfinished(self) -> int:
        query = "select count(*) from jobs.job where status in ('queued', 'dispatched', 'running')"
        try:
            row = self._connection.now().execute(query).fetchone()
        except psycopg.Error:
            return 0  # send all the same: it is refused
        return int(row[0]) if row else 0
