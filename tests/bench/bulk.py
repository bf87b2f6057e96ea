"""10,000 jobs run again at 200 a second, by a worker that is killed once in between: how far from the pace it is.

python -m tests.bench.bulk [JOBS] [RATE]
"""

from __future__ import annotations

import multiprocessing
import shutil
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from pipelines.control.bulk_worker import BulkWorker
from pipelines.core.supervision.pulse import Pulse
from pipelines.operations.audit.origin import this_user
from pipelines.operations.bulk.freezing import Wanted, freeze
from pipelines.operations.bulk.states import Kind
from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.postgres.connect import connect_to
from steps.core.postgres.migrate import migrate
from steps.core.storage.storage import Storage

AWAY_SECONDS = 5.0
FILL = """
with sent as (
    insert into jobs.event (id, name, data, ts)
    select 'e' || n, 'jobs/news-analyzer.requested', '{"text": "Words."}', now() from generate_series(1, %(jobs)s) n
    returning id)
insert into jobs.job (id, pipeline, event_id, status, run_at, finished_at)
select jobs.new_id(), 'news-analyzer', id, 'failed', now(), now() from sent"""
RESULT = """
select count(*), count(distinct rerun_of), extract(epoch from max(queued_at) - min(queued_at)),
    (select max(many) from (select count(*) as many from jobs.job where operation = %(id)s
     group by date_trunc('second', queued_at)) seconds)
from jobs.job where operation = %(id)s"""


def work(url: str) -> None:
    """What the control plane's task does."""
    worker, pulse = BulkWorker(connect_to(url, "bulk"), Storage("file:///nowhere")), Pulse("bulk_worker", 60)
    while True:
        time.sleep(worker.turn(pulse))


def main(jobs: int = 10_000, rate: int = 200) -> None:
    folder = Path(tempfile.mkdtemp(prefix="jobs-bench-"))
    server = start_postgres(folder)
    try:
        url: str = server.url
        with psycopg.connect(url, autocommit=True) as connection:
            migrate(connection)
            connection.execute(FILL.replace("%(jobs)s", str(jobs)).encode())
            begun = time.monotonic()
            operation_id = freeze(
                connection, Wanted(kind=Kind.RERUN, where="status=failed", rate=f"{rate}/s"), this_user()
            )
            frozen = time.monotonic() - begun
            worker = _started(url)
            _until(connection, operation_id, jobs // 2)
            worker.kill()
            worker.join()
            time.sleep(AWAY_SECONDS)
            worker = _started(url)
            _until(connection, operation_id, jobs)
            worker.kill()
            row = connection.execute(RESULT, {"id": operation_id}).fetchone()
            assert row is not None
            made, distinct, seconds, most = row
        work_seconds = float(seconds) - AWAY_SECONDS
        sys.stdout.write(
            f"frozen in {frozen:.2f} s; {made} made, {distinct} distinct; {made / work_seconds:.1f}/s of {rate}/s"
            f" without the {AWAY_SECONDS:.0f} s that nobody worked; at most {most} in a second\n"
        )
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _started(url: str) -> multiprocessing.Process:
    process = multiprocessing.Process(target=work, args=[url], daemon=True)
    process.start()
    return process


def _until(connection: psycopg.Connection[tuple[object, ...]], operation_id: str, done: int) -> None:
    query = "select done >= %s from jobs.operation where id = %s"
    while connection.execute(query, [done, operation_id]).fetchone() != (True,):
        time.sleep(0.2)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    main(*map(int, sys.argv[1:3]))
