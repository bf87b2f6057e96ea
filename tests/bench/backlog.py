"""10,000 queued jobs: how much memory the dispatcher takes, how long a claim takes at the start and at the end.

python -m tests.bench.backlog
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

import psutil
import psycopg

from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.postgres.migrate import migrate
from tests.bench.engine_jobs import start_host
from tests.support.rows import know

JOBS = 10_000


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="jobs-bench-"))
    server = start_postgres(folder / "postgres")
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            migrate(connection)
            know(connection, "trial")
            connection.execute(
                "select jobs.enqueue('trial', jsonb_build_object('n', n)) from generate_series(1, %s) n",
                [JOBS],
            )
            host = start_host(server.url, folder)
            started = time.monotonic()
            memory = []
            try:
                left = JOBS
                while left:
                    time.sleep(0.5)
                    memory.append(psutil.Process(host.pid).memory_info().rss / 2**20)
                    query = "select count(*) from jobs.job where status not in ('completed', 'failed')"
                    left = connection.execute(query).fetchone()[0]  # type: ignore[index]
            finally:
                host.kill()
                host.wait()
            seconds = time.monotonic() - started
            scans = connection.execute(
                "select seq_scan from pg_stat_user_tables where schemaname = 'jobs' and relname = 'job'"
            ).fetchone()
            print(f"{JOBS} jobs in {seconds:.1f} s, {JOBS / seconds:.0f} jobs/s")
            print(f"dispatcher's memory: {memory[1]:.0f} MiB at the start, {max(memory):.0f} MiB at most")
            print(f"sequential scans of jobs.job, this script's own counts included: {scans}")
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
