"""`python -m tests.bench.dashboard`: every page's first byte with 100,000 jobs, and 200 open pages that follow a job.

A page is followed as a browser does it: a stream of events, and for each news the page once more.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import multiprocessing
import os
import signal
import socket
import statistics
import time
from pathlib import Path

import psycopg

from pipelines.core.settings import ControlSettings
from pipelines.runtime.embedded_postgres import start_postgres
from pipelines.server.app import create_app
from pipelines.server.listening import listen
from pipelines.server.uvicorn_server import serve
from steps.core.postgres.migrate import migrate
from steps.core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "tests" / "integration" / "dashboard" / "plans" / "many_jobs.sql"
JOBS = 100_000
ASKED = 60
OPEN_PAGES = 200
CHANGES = 30


def seed(url: str, count: int = JOBS) -> dict[str, str]:
    """Fill the database; an id by what it is for."""
    with psycopg.connect(url, autocommit=True) as connection:
        migrate(connection)
        for statement in SEED.read_text(encoding="utf-8").split(";\n\n"):
            connection.execute(statement, {"count": count}, prepare=False)
        found = connection.execute(
            "select distinct on (status) status, id::text from jobs.job order by status, id desc"
        ).fetchall()
        old = connection.execute("select id::text from jobs.job order by id offset 100 limit 1").fetchone()
    assert old is not None
    return {**dict(found), "old": old[0]}


def pages(ids: dict[str, str]) -> list[str]:
    lists = [
        "", "?status=active", "?status=completed", "?status=failed", "?status=cancelled", "?pipeline=news-analyzer",
        "?pipeline=gdpr-exporter", "?pipeline=news-analyzer&status=failed",
        "?pipeline=news-analyzer&status=active", "?time=1h",
        "?time=7d&status=failed", "?q=reason+400", "?q=timeout", "?q=event-77", "?q=nothing+like+this",
        f"?q={ids['failed'][:13]}", f"?after={ids['old']}",
    ]  # fmt: skip
    jobs = [f"/jobs/{ids[status]}" for status in ("completed", "failed", "running", "queued")]
    others = [
        "/events",
        "/events?name=jobs/news-analyzer.requested",
        "/events/rejected",
        "/events/one?id=event-7",
    ]
    return ["/", "/pipelines/news-analyzer", *(f"/jobs{query}" for query in lists), *jobs, *others, "/system"]


def first_bytes(port: int, path: str) -> list[float]:
    """Milliseconds until the first byte, asked one after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    took = []
    for _ in range(ASKED):
        started = time.perf_counter()
        connection.request("GET", path)
        response = connection.getresponse()
        response.read(1)
        took.append((time.perf_counter() - started) * 1000)
        response.read()
        assert response.status == 200, (path, response.status)
    return took[5:]


async def follow(port: int, news: asyncio.Queue[float], seen: dict[str, int], number: int) -> None:
    """One open page: at each news it asks for itself again, and tells when it has the answer."""
    stream, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    page, asking = await asyncio.open_connection("127.0.0.1", port)
    while line := await stream.readline():
        if not line.startswith((b"event: jobs", b"event: reload", b"event: hello")):
            continue
        asking.write(b"GET /jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nHX-Request: true\r\n\r\n")
        head = await page.readuntil(b"\r\n\r\n")
        length = next(
            int(part[15:]) for part in head.lower().split(b"\r\n") if part.startswith(b"content-length")
        )
        await page.readexactly(length)
        seen["answers"] += 1
        if not line.startswith(b"event: hello"):
            news.put_nowait(time.perf_counter())


async def two_hundred(port: int, url: str) -> None:
    news: asyncio.Queue[float] = asyncio.Queue()
    seen = {"answers": 0}
    tasks = [asyncio.create_task(follow(port, news, seen, number)) for number in range(OPEN_PAGES)]
    while seen["answers"] < OPEN_PAGES:
        await asyncio.sleep(0.1)
    await asyncio.sleep(2)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        cursor = await connection.execute("select id from jobs.job where status = 'running' limit 1")
        job = await cursor.fetchone()
        assert job is not None
        first, last = [], []
        for number in range(CHANGES):
            await connection.execute(
                "update jobs.attempt set done = %s, total = %s where job_id = %s and status = 'running'",
                [number, CHANGES, job[0]],
            )
            changed = time.perf_counter()
            times = [await news.get() - changed for _ in range(OPEN_PAGES)]
            first.append(min(times) * 1000)
            last.append(max(times) * 1000)
            await asyncio.sleep(0.3)
        queries = await connection.execute(
            "select count(*) from pg_stat_activity"
            " where application_name like 'jobs %' and datname = current_database()"
        )
        held = await queries.fetchone()
    for task in tasks:
        task.cancel()
    assert held is not None
    print(
        f"{OPEN_PAGES} open pages, from commit to the page's answer: first p50 {statistics.median(first):.0f} ms, "
        f"last p50 {statistics.median(last):.0f} ms, worst {max(last):.0f} ms; {held[0]} connections to Postgres"
    )


def _serve(url: str, home: str, listener: socket.socket) -> None:
    settings = Settings.model_validate({"database_url": url, "home": home})
    serve(create_app(settings, ControlSettings()), listener)


def main() -> None:
    folder = Path(os.environ.get("BENCH_FOLDER", "/tmp/jobs-bench-dashboard"))
    server = start_postgres(folder / "postgres")
    try:
        url = server.url
        name = f"dashboard_{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f"create database {name}")
        url = url.replace("/postgres?", f"/{name}?")
        ids = seed(url)
        listener = listen("127.0.0.1", 0)
        port = listener.getsockname()[1]
        process = multiprocessing.get_context("fork").Process(
            target=_serve, args=[url, str(folder), listener]
        )
        process.start()
        try:
            time.sleep(3)
            worst = {}
            for path in pages(ids):
                took = statistics.quantiles(first_bytes(port, path), n=20)
                worst[path] = took[18]
                print(f"{path[:60]:<60} p50 {took[9]:6.1f}  p95 {took[18]:6.1f} ms", flush=True)
            print(json.dumps({"jobs": JOBS, "slowest_p95_ms": round(max(worst.values()), 1)}))
            asyncio.run(two_hundred(port, url))
        finally:
            os.kill(process.pid or 0, signal.SIGTERM)
            process.join(5)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
