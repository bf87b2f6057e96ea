"""Sending the cases to whichever executor serves the database, and what they left there."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg

from tests.conformance.cases import PROCESS, Case
from tests.conformance.rows import Rows, found

RUNNING = "select host, pid from jobs.attempt where job_id = %s and step = %s and status = 'running'"
UNFINISHED = "select count(*) from jobs.job where id = any(%s::uuid[]) and not jobs.final(status)"


@dataclass(frozen=True)
class Running:
    """Where a step runs: its pod or machine, and its process there."""

    host: str
    pid: int


def run_cases(
    url: str, cases: Sequence[Case], stop: Callable[[Running], object], *, seconds: float
) -> dict[str, Rows]:
    """What each case left, by its name. `stop` tells the process step of a case that is to be killed to end."""
    with psycopg.connect(url, autocommit=True) as connection:
        ids = {case.name: _send(connection, case) for case in cases}
        stoppers = [
            threading.Thread(target=_stop, args=[url, ids[case.name], stop]) for case in cases if case.killed
        ]
        for stopper in stoppers:
            stopper.start()
        until = time.monotonic() + seconds
        while connection.execute(UNFINISHED, [list(ids.values())]).fetchone() != (0,):
            assert time.monotonic() < until, f"not all cases ended within {seconds} s"
            time.sleep(0.2)
        for stopper in stoppers:
            stopper.join()
        return {name: found(connection, job_id) for name, job_id in ids.items()}


def _send(connection: psycopg.Connection[tuple[str, ...]], case: Case) -> str:
    row = connection.execute("select jobs.enqueue(%s, %s)", [case.name, json.dumps(case.data)]).fetchone()
    assert row
    return str(row[0])


def _stop(url: str, job_id: str, stop: Callable[[Running], object]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        until = time.monotonic() + 180
        while (row := connection.execute(RUNNING, [job_id, PROCESS]).fetchone()) is None:
            assert time.monotonic() < until
            time.sleep(0.1)
    stop(Running(*row))
