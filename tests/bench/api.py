"""`python -m tests.bench.api`: events taken per second, and the time to the first byte with 100,000 jobs there.

The server runs in a process of its own on an embedded PostgreSQL with durable commits; the load comes from this
process, so both share the machine. Times differ from machine to machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg

from pipelines.runtime.child_process import ChildProcess
from pipelines.runtime.embedded_postgres import start_postgres
from pipelines.server.listening import listen, url_of
from steps.core.postgres.migrate import migrate

EVENT = {"name": "jobs/news-analyzer.requested", "data": {"text": "A short article about nothing. " * 20}}
SECONDS = 5.0
CROWD = 100_000
PAGES = (
    "/api/jobs",
    "/api/jobs?pipeline=news-analyzer&status=failed",
    "/api/jobs?status=completed&limit=200",
    "/api/jobs?q=deadline",
    "/api/jobs?since=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z",
    "/api/events",
    "/api/events?name=jobs/invoice-processor.requested",
    "/api/pipelines",
)
FILL = """
    set synchronous_commit = off;
    insert into jobs.event (id, name, data, ts, received_at)
    select 'e' || n,
        'jobs/' || (array['news-analyzer', 'invoice-processor', 'contract-analyzer'])[1 + n % 3] || '.requested',
        '{"text": "x"}', now() - make_interval(secs => n), now() - make_interval(secs => n)
    from generate_series(1, %(crowd)s) n;
    insert into jobs.job (id, pipeline, event_id, status, run_at, queued_at, started_at, finished_at, error)
    select jobs.new_id(), (array['news-analyzer', 'invoice-processor', 'contract-analyzer'])[1 + n % 3], 'e' || n,
        case when n % 20 = 0 then 'failed' else 'completed' end,
        now(), now(), now(), now(),
        case when n % 20 = 0 then '{"code": "deadline_exceeded", "message": "not in time", "step": "x"}'::jsonb end
    from generate_series(1, %(crowd)s) n;
    insert into jobs.attempt (job_id, step, number, generation, status, finished_at)
    select id, 'validate-job', 1, 0, 'completed', now() from jobs.job;
    insert into jobs.output (job_id, step, data) select id, jobs.result_step(pipeline), '{"result": {}}' from jobs.job;
"""


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, str]]:
    """Its URL and that of its database."""
    postgres = start_postgres(folder / "postgres")
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        migrate(connection)
    listener = listen("127.0.0.1", 0)
    environment = {**os.environ, "DATABASE_URL": postgres.url, "JOBS_HOME": str(folder)}
    child = ChildProcess(
        "server", "pipelines.server", listener, folder / "server.log", environment=environment
    )
    child.start()
    try:
        httpx.get(f"{url_of(listener)}/health/ready", timeout=20)
        yield url_of(listener), postgres.url
    finally:
        child.stop()
        postgres.stop()


async def flood(url: str, body: bytes, callers: int, each: int) -> float:
    """Events taken per second by so many callers at once; each request carries `each` events."""
    host, port = url.removeprefix("http://").split(":")
    head = f"POST /api/events HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {len(body)}\r\n\r\n"
    request = head.encode() + body
    taken = 0
    end = time.perf_counter() + SECONDS

    async def caller() -> None:
        """Over a bare socket: an HTTP client would cost more than the server, and both share the machine."""
        nonlocal taken
        reader, writer = await asyncio.open_connection(host, int(port))
        while time.perf_counter() < end:
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 202"), answer
            await reader.readexactly(int(re.search(rb"content-length: (\d+)", answer)[1]))  # type: ignore[index]
            taken += each
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return taken / (time.perf_counter() - started)


def first_byte(client: httpx.Client, path: str, times: int = 60) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        with client.stream("GET", path) as answer:
            assert answer.status_code == 200, path
            for place, _ in enumerate(answer.iter_raw()):
                if place == 0:
                    took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[18]


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="jobs-bench-"))
    try:
        with server(folder) as (url, database):
            for name, body, callers, each in [
                ("one by one, one caller", json.dumps(EVENT).encode(), 1, 1),
                ("one by one, 16 callers", json.dumps(EVENT).encode(), 16, 1),
                ("by 100, 4 callers", json.dumps([EVENT] * 100).encode(), 4, 100),
                ("by 1,000, 2 callers", json.dumps([EVENT] * 1000).encode(), 2, 1000),
            ]:
                print(f"{name:<34}{asyncio.run(flood(url, body, callers, each)):>10.0f} events/s")
            with psycopg.connect(database, autocommit=True) as connection:
                connection.execute("truncate jobs.event cascade")
                connection.execute(FILL.replace("%(crowd)s", str(CROWD)))
                connection.execute("analyze")
                row = connection.execute(
                    "select id::text from jobs.job order by id limit 1 offset 500"
                ).fetchone()
            assert row
            one = [f"/api/jobs/{row[0]}{part}" for part in ("", "/result", "/explain", "/logs")]
            print(f"\n{'with 100,000 jobs':<64}{'p50 ms':>8}{'p95 ms':>8}")
            with httpx.Client(base_url=url, timeout=30) as client:
                for path in (*sys.argv[1:], *PAGES, *one):
                    median, high = first_byte(client, path)
                    print(f"{path:<64}{median:>8.1f}{high:>8.1f}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
