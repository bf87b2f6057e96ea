"""How long and in how much memory gdpr-exporter exports a million rows: python -m tests.bench.gdpr_export [ROWS].

The shop gets ROWS more rows of one customer: nine in ten are logins, the rest messages with a thousand other
customers, whose names are replaced. Measured is the whole step process, from its start to its end.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from pipelines.runtime.embedded_postgres import start_postgres
from pipelines.samples.shop.sample import load_shop
from steps.core.postgres.migrate import migrate

ROOT = Path(__file__).parents[2]
SHOP_MAP = ROOT / "pipelines" / "samples" / "shop" / "data_map.yaml"
SUBJECT = "48213"
MAX_SECONDS, MAX_MEGABYTES = 60, 120

ROWS_OF_ONE_CUSTOMER = """
insert into customers
select 100000 + n, 'person' || n || '@example.com', 'Person Number' || n, null, md5(n::text), null, null, now(), null
from generate_series(1, 1000) n;
insert into logins
select 1000000 + n, 48213, timestamptz '2025-01-01' + n * interval '40 seconds',
       ('10.0.' || n % 200 || '.' || n % 250)::inet,
       'Brackbrowser/' || n % 14 || '.' || n % 9 || ' (Linux; ' || md5(n::text) || ')', md5(n::text)
from generate_series(1, {rows} * 9 / 10) n;
insert into messages
select 1000000 + n, case when n % 2 = 0 then 48213 else 100001 + n % 1000 end,
       case when n % 2 = 0 then 100001 + n % 1000 else 48213 end, null,
       'Dear Person Number' || 1 + n % 1000 || ', this is message ' || n || '. ' || repeat('Clay and glaze. ', 8),
       now(), null
from generate_series(1, {rows} / 10) n;
analyze;
"""


def prepare(server: str, rows: int) -> tuple[str, str]:
    """The URL of a shop with that many more rows, and the id of a job to export one customer from it."""
    shop = load_shop(server)
    with psycopg.connect(shop) as connection:
        connection.execute(ROWS_OF_ONE_CUSTOMER.format(rows=rows))
    data = json.dumps({"subject_id": SUBJECT, "requested_by": "bench", "verified_how": "other"})
    with psycopg.connect(server, autocommit=True) as connection:
        migrate(connection)
        row = connection.execute("select jobs.enqueue('gdpr-exporter', %s)", [data]).fetchone()
    assert row is not None
    return shop, str(row[0])


def measure(server: str, shop: str, job_id: str, home: Path) -> dict[str, Any]:
    environment = os.environ | {
        "DATABASE_URL": server, "JOBS_HOME": str(home), "JOBS_GDPR_DATABASE_URL": shop,
        "JOBS_GDPR_DATA_MAP": str(SHOP_MAP), "JOBS_LOG_STDERR": "false",
    }  # fmt: skip
    started = time.perf_counter()
    command = [sys.executable, "-m", "steps", "process-gdpr-exporter", "--job", job_id]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    with psycopg.connect(server) as connection:
        row = connection.execute(
            "select data -> 'result' from jobs.output where job_id = %s", [job_id]
        ).fetchone()
    assert row is not None
    return {
        "rows": row[0]["rows"], "seconds": round(seconds, 1), "peak_megabytes": used.ru_maxrss // 1024,
        "step_cpu_seconds": round(used.ru_utime + used.ru_stime, 1), "zip_megabytes": round(row[0]["bytes"] / 1e6, 1),
        "pseudonymised": row[0]["pseudonymised"], "replaced_texts": row[0]["replaced_texts"],
    }  # fmt: skip


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    folder = Path(tempfile.mkdtemp(prefix="jobs-bench-"))
    server = start_postgres(folder / "postgres")
    try:
        url = server.url
        figures = measure(url, *prepare(url, rows), folder)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    for name, value in figures.items():
        print(f"{name:18} {value:>12,}")
    return int(figures["seconds"] > MAX_SECONDS or figures["peak_megabytes"] > MAX_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
