"""What admitting costs: `python -m tests.bench.admission [--queued N] [--keys N]`, on an embedded PostgreSQL.

Each job passes three limits. CPU is that of PostgreSQL's own process, so other work on the machine counts little. A
free key's wait is from the commit of its event to the claim that takes it, while every other key is full.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.postgres.migrate import migrate

TICKS = os.sysconf("SC_CLK_TCK")
PLACES = 50
LIMITS = [
    {"name": "openai", "kind": "concurrent", "n": 400},
    {"name": "customer", "kind": "concurrent", "n": 5, "path": ["data", "customer"]},
    {"name": "tenant", "kind": "rate", "n": 6000, "every": 60, "burst": 100, "path": ["tenant"]},
]
FILL = """
    insert into jobs.event (id, name, data, ts, tenant)
    select 'e' || n, 'jobs/news-analyzer.requested', jsonb_build_object('customer', 'c' || n %% %(keys)s), now(),
        't' || n %% %(tenants)s
    from generate_series(1, %(queued)s) n;
    insert into jobs.job (id, pipeline, event_id, run_at, gates, lane, fair, merge_key)
    select jobs.new_id(), 'news-analyzer', e.id, now(), place.gates, place.lane, place.fair, place.merge_key
    from jobs.event e cross join lateral jobs.queue_place('news-analyzer', e, 0, now()) place where e.id like 'e%%'
"""


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Bench:
    def __init__(self, url: str, queued: int, keys: int) -> None:
        self.queued, self.keys = queued, keys
        self.connection = psycopg.connect(url, autocommit=True)
        migrate(self.connection)
        told = {
            "limits": LIMITS,
            "pipelines": {
                "news-analyzer": {"limits": [limit["name"] for limit in LIMITS], "fair_by": ["tenant"]}
            },
        }
        self.connection.execute("select jobs.declare_limits(%s)", [Jsonb(told)])
        self.connection.execute("set synchronous_commit = off")
        numbers = {"queued": queued, "keys": keys, "tenants": min(1000, keys)}
        for part in FILL.split(";"):
            self.connection.execute(part, numbers)
        self.connection.execute("vacuum analyze")

    def claim(self, places: int = PLACES) -> list[Any]:
        return self.connection.execute("select id from jobs.claim(1, 'local', %s, '{}')", [places]).fetchall()

    def admit(self, calls: int) -> tuple[float, int, float]:
        """CPU seconds, jobs, and milliseconds of CPU per call; what was taken ends at once, outside of the clock."""
        pid, spent, taken = self.connection.info.backend_pid, 0.0, 0
        for _ in range(calls):
            before = cpu(pid)
            rows = self.claim()
            spent += cpu(pid) - before
            taken += len(rows)
            self.connection.execute(
                "select jobs.finish(id, 'completed') from jobs.job where status = 'dispatched'"
            )
        return spent, taken, 1000 * spent / calls

    def free_key(self, tries: int) -> list[float]:
        """Milliseconds until a job of a key that nobody uses is taken, while customers of the others are full."""
        self.connection.execute("update jobs.declared_limit set n = 0 where name = 'customer'")
        self.connection.execute("update jobs.declared_limit set path = '{data,seat}' where name = 'customer'")
        waits = []
        for number in range(tries):
            began = time.perf_counter()
            row = self.connection.execute(
                "select jobs.enqueue('news-analyzer', '{}', options => %s)",
                [Jsonb({"tenant": f"free{number}"})],
            ).fetchone()
            while row not in self.claim():
                pass
            waits.append(1000 * (time.perf_counter() - began))
        return waits

    def beside_a_crowd(self) -> int:
        """Claims until the only job of one tenant is taken, beside 50,000 of another's that came before it."""
        told = {
            "limits": LIMITS[:1],
            "pipelines": {"news-analyzer": {"limits": ["openai"], "fair_by": ["tenant"]}},
        }
        self.connection.execute("select jobs.declare_limits(%s)", [Jsonb(told)])
        self.connection.execute("truncate jobs.job, jobs.event, jobs.arrival cascade")
        for part in FILL.split(";"):
            self.connection.execute(part, {"queued": 50_000, "keys": 1, "tenants": 1})
        self.connection.execute("vacuum analyze")
        for _ in range(5):
            self.admit(1)
        row = self.connection.execute(
            "select jobs.enqueue('news-analyzer', '{}', options => %s)", [Jsonb({"tenant": "single"})]
        ).fetchone()
        claims = 1
        while row not in self.claim():
            claims += 1
        return claims


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.admission", description=__doc__)
    parser.add_argument("--queued", type=int, default=100_000)
    parser.add_argument("--keys", type=int, default=20_000)
    parser.add_argument("--calls", type=int, default=100)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="jobs-bench-"))
    server = start_postgres(folder)
    try:
        bench = Bench(server.url, given.queued, given.keys)
        spent, taken, each = bench.admit(given.calls)
        print(f"{given.queued:,} queued, {given.keys:,} keys, 3 limits: {each:.1f} ms CPU per call of {PLACES}, "
              f"{taken / spent:,.0f} admitted per CPU second")  # fmt: skip
        waits = sorted(bench.free_key(given.calls))
        late = waits[int(0.95 * len(waits))]
        print(f"a free key among full ones: p50 {statistics.median(waits):.0f} ms, p95 {late:.0f} ms")
        print(f"one job beside a tenant's 50,000: taken by claim number {bench.beside_a_crowd()}")
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
