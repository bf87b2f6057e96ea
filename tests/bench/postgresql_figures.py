"""What PostgreSQL tells about its own work: log written, transactions, CPU, the time of a function."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import psutil
import psycopg


class Spent(NamedTuple):
    """What PostgreSQL did since it started, all databases' write-ahead log included."""

    wal_bytes: float
    commits: float
    cpu_s: float

    @classmethod
    def now(cls, connection: psycopg.Connection[Any]) -> Spent:
        query = """select pg_current_wal_insert_lsn() - '0/0'::pg_lsn, xact_commit
            from pg_stat_database where datname = current_database()"""
        wal, commits = connection.execute(query).fetchone() or (0, 0)
        return cls(float(wal), float(commits), cpu_of_children(connection))

    def per(self, before: Spent, jobs: float) -> str:
        wal, commits, cpu = ((now - then) / jobs for now, then in zip(self, before, strict=True))
        parts = f"{wal / 1024:.1f} KiB of WAL, {commits:.1f} transactions, {1000 * cpu:.2f} ms of PostgreSQL's CPU"
        return f"a job: {parts}"


def cpu_of_children(connection: psycopg.Connection[Any]) -> float:
    """Seconds, of the server's processes that are alive."""
    backend = psutil.Process(connection.info.backend_pid)
    server = backend.parent()
    assert server is not None
    times = [process.cpu_times() for process in server.children()]
    return sum(each.user + each.system for each in times)


class Claims:
    """How long PostgreSQL took for each call of jobs.claim since the last time it was asked."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection, self._before = connection, (0, 0.0)

    def each(self) -> float:
        time.sleep(1.5)  # a backend reports what it did once a second
        query = "select calls, total_time from pg_stat_user_functions where funcname = 'claim'"
        calls, took = self.connection.execute(query).fetchone() or (0, 0.0)
        spent = (took - self._before[1]) / max(calls - self._before[0], 1)
        self._before = (calls, took)
        return float(spent)
