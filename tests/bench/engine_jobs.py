"""Ours, as an application uses it: enqueue in SQL, a dispatcher in another process, notified of the end."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg

from steps.core.postgres.migrate import migrate
from tests.bench.load import measure
from tests.support.rows import know

ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def callers(url: str) -> AsyncIterator[Callable[[], Awaitable[str]]]:
    """A function that enqueues one trial job and returns once its row is completed."""
    waiting: dict[str, asyncio.Future[None]] = {}
    early: set[str] = set()
    send = await psycopg.AsyncConnection.connect(url, autocommit=True)
    hear = await psycopg.AsyncConnection.connect(url, autocommit=True)
    await hear.execute("listen jobs_finished")

    async def listen() -> None:
        async for note in hear.notifies():
            future = waiting.pop(note.payload, None)
            if future is None:
                early.add(note.payload)
            else:
                future.set_result(None)

    async def job() -> str:
        row = await (await send.execute("select jobs.enqueue('trial', '{\"n\": 1}')::text")).fetchone()
        assert row
        job_id = str(row[0])
        if job_id in early:
            early.discard(job_id)
        else:
            waiting[job_id] = asyncio.get_running_loop().create_future()
            await waiting[job_id]
        return job_id

    listening = asyncio.create_task(listen())
    try:
        yield job
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await send.close()
        await hear.close()


def start_host(url: str, folder: Path) -> subprocess.Popen[bytes]:
    """The dispatcher with the local executor and the trial template, in a process of its own."""
    (folder / "templates").mkdir()
    (folder / "templates" / "trial.yaml").write_text((ROOT / "tests" / "trial.yaml").read_text())
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.trial_host", url, str(folder), "1"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


async def main(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        migrate(connection)
        know(connection, "trial")
    with tempfile.TemporaryDirectory() as folder:
        host = start_host(url, Path(folder))
        try:
            async with callers(url) as job:
                await measure("background-jobs", job)
        finally:
            host.kill()
            host.wait()
    with psycopg.connect(url) as connection:
        left = connection.execute("select count(*) from jobs.job where status <> 'completed'").fetchone()
    assert left == (0,), f"{left} jobs were not completed"


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
