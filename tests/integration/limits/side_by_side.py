"""Admitters, callers and workers beside each other on one database, some of them killed in the midst of it."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable

import psycopg
from psycopg.types.json import Jsonb

from tests.support.rows import Row

LIMITS: list[Row] = [
    {"name": "customer", "kind": "concurrent", "n": 2, "path": ["data", "customer"]},
    {"name": "openai", "kind": "concurrent", "n": 7},
    {"name": "calls", "kind": "rate", "n": 10, "every": 1, "burst": 5, "path": ["tenant"]},
]
BOUND = {"news-analyzer": ["customer", "openai", "calls"], "feedback-analyzer": ["customer"]}
OVER = """
    select u.gate, count(*), l.n from jobs.job j cross join lateral unnest(j.gates) u (gate)
    join jobs.declared_limit l on l.name = split_part(u.gate, '=', 1) and l.kind = 'concurrent'
    where j.status in ('dispatched', 'running') group by 1, 3 having count(*) > l.n
"""
ADMITTER = "an admitter"


class Crowd:
    """`claim`: the statement that takes up to %s jobs. Afterwards `over` are the bounds that were seen exceeded."""

    def __init__(self, url: str, claim: str, seconds: float) -> None:
        self.url, self.claim_query = url, claim
        self.ends = time.monotonic() + seconds
        self.over: list[tuple[str, int, int]] = []
        self.done: Counter[str] = Counter()
        self.broken: list[BaseException] = []
        with psycopg.connect(url, autocommit=True) as connection:
            told = {
                "limits": LIMITS,
                "pipelines": {name: {"limits": limits} for name, limits in BOUND.items()},
            }
            connection.execute("select jobs.declare_limits(%s)", [Jsonb(told)])

    def run(self) -> None:
        work: list[Callable[[int], None]] = [
            self.send, self.send, self.admit, self.admit, self.admit, self.finish, self.finish, self.finish,
            self.watch, self.kill,
        ]  # fmt: skip
        threads = [
            threading.Thread(target=self._kept, args=(each, number)) for number, each in enumerate(work)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _kept(self, work: Callable[[int], None], number: int) -> None:
        while time.monotonic() < self.ends:
            try:
                work(number)
            except psycopg.OperationalError:
                self.done["killed"] += 1
            except BaseException as error:  # the test asks what broke
                self.broken.append(error)
                return

    def send(self, seed: int) -> None:
        """In transactions that stay open for a while, some of which are rolled back."""
        chance = random.Random(seed)
        with psycopg.connect(self.url) as connection:
            while time.monotonic() < self.ends:
                for _ in range(chance.randint(1, 8)):
                    data = {"customer": chance.choice("aaaaabcdef")}
                    pipeline = chance.choice([*BOUND, "invoice-processor"])
                    told = Jsonb({"tenant": chance.choice(["big"] * 8 + ["small"])})
                    connection.execute(
                        "select jobs.enqueue(%s, %s, options => %s)", [pipeline, Jsonb(data), told]
                    )
                time.sleep(0.15 * chance.random())
                if chance.random() < 0.2:
                    connection.rollback()
                connection.commit()

    def admit(self, seed: int) -> None:
        chance = random.Random(time.monotonic() + seed)
        with psycopg.connect(self.url, autocommit=True, application_name=ADMITTER) as connection:
            while time.monotonic() < self.ends:
                self.done["admitted"] += len(
                    connection.execute(self.claim_query, [chance.randint(1, 6)]).fetchall()
                )
                time.sleep(0.02 * chance.random())

    def finish(self, seed: int) -> None:
        chance = random.Random(seed)
        live = "select id from jobs.job where status = 'dispatched' order by random() limit 2"
        with psycopg.connect(self.url, autocommit=True) as connection:
            while time.monotonic() < self.ends:
                for (job_id,) in connection.execute(live).fetchall():
                    with connection.transaction():
                        connection.execute("select jobs.finish(%s, 'completed')", [job_id])
                        time.sleep(0.02 * chance.random())
                time.sleep(0.05 * chance.random())

    def watch(self, seed: int) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            while time.monotonic() < self.ends:
                self.over += connection.execute(OVER).fetchall()
                self.done["looks"] += 1
                time.sleep(0.005)

    def kill(self, seed: int) -> None:
        """End an admitter's connection, wherever it is just then."""
        query = (
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = %s order by random() limit 1"
        )
        with psycopg.connect(self.url, autocommit=True) as connection:
            while time.monotonic() < self.ends:
                time.sleep(0.2)
                connection.execute(query, [ADMITTER])
