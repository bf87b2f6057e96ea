"""kill -9 of the server in the middle of a flood: every 202 is there afterwards, and no id twice."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from pipelines.server.listening import listen, url_of
from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[3]
DATA = {"text": "Words of an article. " * 30}


class Victim:
    """The server in a process of its own; its socket stays open while it is away, as it does under `bgjobs dev`."""

    def __init__(self, database_url: str, home: Path) -> None:
        self._listener = listen("127.0.0.1", 0)
        self._environment = {**os.environ, "DATABASE_URL": database_url, "JOBS_HOME": str(home)}
        self.url = url_of(self._listener)
        self.start()

    def start(self) -> None:
        fd = self._listener.fileno()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.server", "--fd", str(fd)],
            pass_fds=[fd],
            env=self._environment,
            cwd=ROOT,
        )

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        self.kill()
        self._listener.close()


@pytest.fixture
def victim(database_url: str, tmp_path: Path) -> Iterator[Victim]:
    found = Victim(database_url, tmp_path)
    yield found
    found.close()


def test_every_202_is_there_and_no_id_is_there_twice(database_url: str, victim: Victim) -> None:
    taken: dict[str, str] = {}
    tried: set[str] = set()
    stop = threading.Event()

    def flood(url: str, number: int) -> None:
        """A client that repeats what it got no answer for, as clients do."""
        with httpx.Client(base_url=url, timeout=PATIENCE) as client:
            turn = 0
            while not stop.is_set():
                size = (1, 7)[number % 2]
                names = [f"{number}-{turn}-{place}" for place in range(size)]
                events = [
                    {"name": "jobs/news-analyzer.requested", "data": DATA, "id": name} for name in names
                ]
                tried.update(names)
                with suppress(httpx.HTTPError):
                    answer = client.post("/api/events", json=events)
                    if answer.status_code == 202:
                        taken.update((sent["id"], sent["job_id"]) for sent in answer.json()["events"])
                        turn += 1

    def more(number: int) -> None:
        goal = len(taken) + number
        until(lambda: len(taken) >= goal, seconds=3 * PATIENCE)

    httpx.get(f"{victim.url}/health/ready", timeout=PATIENCE).raise_for_status()
    threads = [threading.Thread(target=flood, args=[victim.url, number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        more(150)
        victim.kill()
        victim.start()
    more(50)
    stop.set()
    for thread in threads:
        thread.join()
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("select event_id, array_agg(id::text) from jobs.job group by 1").fetchall()
    there: dict[str, list[str]] = dict(rows)
    assert {event_id: [job_id] for event_id, job_id in taken.items()}.items() <= there.items()
    assert there.keys() <= tried
    assert all(len(jobs) == 1 for jobs in there.values())
