"""`make bench`: jobs of three durable steps on ours, Procrastinate and DBOS, in turn on the same PostgreSQL.

Figures differ from machine to machine and from minute to minute; the ratios within one round are what to quote.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from pipelines.runtime.embedded_postgres import start_postgres

ROOT = Path(__file__).resolve().parents[2]
ENGINES = ("jobs", "procrastinate", "dbos")
ROUNDS = 3
Figures = dict[str, float]


def run(engine: str, server_url: str, number: int) -> Figures | None:
    """One engine on a fresh database; None where it is not installed."""
    database = f"bench_{engine}_{number}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"create database {database}")
    url = server_url.replace("/postgres?", f"/{database}?")
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.engine_{engine}", url],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"drop database {database} with (force)")
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"engine"')]
    if not lines:
        print(f"{engine}: no figures: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    figures: Figures = json.loads(lines[-1])
    return figures


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="jobs-bench-"))
    server = start_postgres(folder)
    try:
        rounds = []
        for number in range(ROUNDS):
            found = {engine: run(engine, server.url, number) for engine in ENGINES}
            rounds.append({engine: figures for engine, figures in found.items() if figures})
        print(
            f"{'engine':<16}{'jobs/s':>10}{'p50 ms':>10}{'p99 ms':>10}{'ours / it':>12}   median of {ROUNDS} rounds"
        )
        for engine in ENGINES:
            there = [each for each in rounds if engine in each and "jobs" in each]
            if not there:
                continue
            figure = {
                key: statistics.median(each[engine][key] for each in there)
                for key in ("jobs_per_s", "p50_ms", "p99_ms")
            }
            ratio = statistics.median(
                each["jobs"]["jobs_per_s"] / each[engine]["jobs_per_s"] for each in there
            )
            print(
                f"{engine:<16}{figure['jobs_per_s']:>10.0f}{figure['p50_ms']:>10.1f}"
                f"{figure['p99_ms']:>10.1f}{ratio:>11.2f}x"
            )
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
