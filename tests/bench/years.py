"""A database that has been used for years beside an empty one, with retention at work: `python -m tests.bench.years`.

Both are on one embedded PostgreSQL and take turns, so that the ratios of one round can be compared. `--jobs` finished
jobs are copies of one that ran. A call of jobs.claim is timed by PostgreSQL itself. `--minutes`: afterwards 100 jobs/s
for so long in the empty one, each deleted 30 s after its end, and the size of every table with its indexes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from pipelines.operations.housekeeping.counters import roll_up
from pipelines.operations.housekeeping.retention import AT_ONCE, delete_old_jobs
from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.postgres.migrate import migrate
from steps.core.storage.storage import Storage
from tests.bench.engine_jobs import callers, start_host
from tests.bench.load import flood
from tests.bench.postgresql_figures import Claims, Spent
from tests.support.rows import know

PACE = 100  # jobs a second
YEAR = timedelta(days=365)
COPY = """
    create temp table copied as
    select jobs.new_id() as id, 'copy-' || n as event_id, now() - %(year)s::interval * (1 - n::float / %(jobs)s) as at
    from generate_series(1, %(jobs)s) n;
    insert into jobs.event (id, name, data, ts, received_at)
    select c.event_id, e.name, e.data, c.at, c.at from copied c, jobs.event e where e.id = %(event)s;
    insert into jobs.job
    select (jsonb_populate_record(j, jsonb_build_object('id', c.id, 'event_id', c.event_id, 'run_at', c.at,
        'queued_at', c.at, 'dispatched_at', c.at, 'started_at', c.at, 'finished_at', c.at + interval '1 second'))).*
    from copied c, jobs.job j where j.event_id = %(event)s;
    insert into jobs.attempt (job_id, step, number, generation, status, host, pid, started_at, finished_at, log)
    select c.id, a.step, a.number, a.generation, a.status, a.host, a.pid, c.at, c.at + interval '1 second', a.log
    from copied c, jobs.attempt a join jobs.job j on j.id = a.job_id where j.event_id = %(event)s;
    insert into jobs.output select c.id, o.step, o.data, c.at
    from copied c, jobs.output o join jobs.job j on j.id = o.job_id where j.event_id = %(event)s
"""
SIZES = """
    select relname, pg_table_size(relid), pg_indexes_size(relid), n_live_tup, n_dead_tup
    from pg_stat_user_tables where schemaname = 'jobs' and relname in ('job', 'event', 'attempt', 'output')
    order by pg_total_relation_size(relid) desc
"""


class Figures(NamedTuple):
    jobs_per_s: float  # as many as it can
    claim_ms: float  # a call of jobs.claim meanwhile
    paced_p50_ms: float  # from the event to the end of a job, at PACE
    paced_p95_ms: float
    paced_claim_ms: float


def fill(connection: psycopg.Connection[Any], jobs: int) -> None:
    """Copies of a job that ran in this database, a year old to now."""
    row = connection.execute("select event_id from jobs.job where status = 'completed' limit 1").fetchone()
    assert row
    began = time.monotonic()
    for part in COPY.split(";"):
        connection.execute(part, {"jobs": jobs, "event": row[0], "year": YEAR})
    connection.execute("drop table copied")
    connection.execute("update jobs.tally_mark set counted_to = now() - interval '1 minute'")
    connection.execute("vacuum analyze")
    print(f"{jobs:,} finished jobs in {time.monotonic() - began:.0f} s; bytes a job, table + indexes:")
    for name, table, indexes, *_ in connection.execute(SIZES).fetchall():
        print(f"    {name:<10}{table / jobs:>6.0f} + {indexes / jobs:.0f}")


async def pace(job: Callable[[], Awaitable[object]], seconds: float) -> list[float]:
    """Milliseconds of each of PACE jobs a second, sent at their time whatever became of those before."""
    took: list[float] = []

    async def one() -> None:
        began = time.perf_counter()
        await job()
        took.append(1000 * (time.perf_counter() - began))

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(int(PACE * seconds)):
            await asyncio.sleep(max(0.0, began + number / PACE - time.perf_counter()))
            group.create_task(one())
    return took


@contextlib.contextmanager
def retention(url: str, folder: Path, age: timedelta) -> Iterator[list[int]]:
    """Delete what is older while it is entered, without end; yields how many were deleted at a time."""
    deleted: list[int] = []
    over = threading.Event()

    def delete() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not over.wait(0.5):
                roll_up(connection)
                with contextlib.suppress(InterruptedError):
                    delete_old_jobs(connection, storage, age, after_each=check)

    def check() -> None:
        deleted.append(AT_ONCE)
        if over.is_set():
            raise InterruptedError

    storage = Storage(f"file://{folder}/files", None)
    thread = threading.Thread(target=delete)
    thread.start()
    try:
        yield deleted
    finally:
        over.set()
        thread.join()


async def measured(url: str, seconds: float, claims: Claims, deleting: Callable[[], Any]) -> Figures:
    async with callers(url) as job:
        await flood(job, 2)
        claims.each()
        before = Spent.now(claims.connection)
        rate = await flood(job, seconds)
        claim = claims.each()
        print("   ", Spent.now(claims.connection).per(before, rate * seconds))
        with deleting() as deleted:
            took = sorted(await pace(job, seconds))
        paced_claim = claims.each()
        if deleted:
            print(f"    {sum(deleted):,} jobs deleted meanwhile")
    return Figures(rate, claim, statistics.median(took), took[int(0.95 * len(took))], paced_claim)


def growth(url: str, folder: Path, connection: psycopg.Connection[Any], minutes: int) -> None:
    async def load() -> None:
        async with callers(url) as job:
            for minute in range(minutes):
                await pace(job, 60)
                told = connection.execute(SIZES).fetchall()
                sizes = ", ".join(
                    f"{n} {t / 2**20:.1f} + {i / 2**20:.1f} ({d:,} dead)" for n, t, i, _, d in told
                )
                print(f"minute {minute + 1}, MiB of table + indexes: {sizes}", flush=True)

    with retention(url, folder, timedelta(seconds=30)):
        asyncio.run(load())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.years", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--minutes", type=int, default=0)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="jobs-bench-"))
    server = start_postgres(folder / "postgres")
    with contextlib.ExitStack() as opened:
        opened.callback(shutil.rmtree, folder, ignore_errors=True)
        opened.callback(server.stop)
        admin = opened.enter_context(psycopg.connect(server.url, autocommit=True))
        admin.execute("alter system set track_functions = 'pl'")
        admin.execute("select pg_reload_conf()")
        urls: dict[str, str] = {}
        connections: dict[str, psycopg.Connection[Any]] = {}
        found: dict[str, list[Figures]] = {}
        for name in ("empty", "years"):
            admin.execute(f"create database {name}")
            urls[name] = server.url.replace("/postgres?", f"/{name}?")
            connections[name] = opened.enter_context(psycopg.connect(urls[name], autocommit=True))
            migrate(connections[name])
            know(connections[name], "trial")
            (folder / name).mkdir()
            host = start_host(urls[name], folder / name)
            opened.callback(host.wait)
            opened.callback(host.kill)
            found[name] = []
        connections["years"].execute("select jobs.enqueue('trial', '{\"n\": 1}')")
        while (
            not connections["years"].execute("select 1 from jobs.job where status = 'completed'").fetchone()
        ):
            time.sleep(0.1)
        fill(connections["years"], given.jobs)
        claims = {name: Claims(connection) for name, connection in connections.items()}
        for number in range(given.rounds):
            for name in sorted(urls, reverse=number % 2 == 1):
                deleting: Callable[[], Any] = contextlib.nullcontext
                if name == "years":
                    deleting = partial(retention, urls["years"], folder, YEAR * (0.9 - 0.1 * number))
                figures = asyncio.run(measured(urls[name], given.seconds, claims[name], deleting))
                found[name].append(figures)
                print(
                    f"round {number + 1}, {name}: {', '.join(f'{n} {v:.2f}' for n, v in figures._asdict().items())}",
                    flush=True,
                )
        for field in Figures._fields:
            values = {
                name: statistics.median(getattr(each, field) for each in rounds)
                for name, rounds in found.items()
            }
            print(
                f"{field:<16}{values['empty']:>10.2f}{values['years']:>10.2f}{values['years'] / values['empty']:>8.2f}x"
            )
        for name in urls:
            for told in connections[name].execute(SIZES).fetchall():
                print(name, *told)
        if given.minutes:
            growth(urls["empty"], folder, connections["empty"], given.minutes)


if __name__ == "__main__":
    main()
