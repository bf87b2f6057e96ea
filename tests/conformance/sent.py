"""Sending the cases to whichever executor serves the database, and what they left there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg

from tests.conformance.cases import PROCESS, Case
from tests.conformance.record import Record, found
from tests.support.rows import Rows
from tests.support.waiting import until

RUNNING = "select host, pid from jobs.attempt where job_id = %s and step = %s and status = 'running'"


@dataclass(frozen=True)
class Running:
    """Where a step runs: its pod or machine, and its process there."""

    host: str
    pid: int


def run_cases(
    url: str, cases: Sequence[Case], stop: Callable[[Running], object], *, seconds: float
) -> dict[str, Record]:
    """What each case left, by its name. `stop` tells the process step of a case that is to be killed to end."""
    with psycopg.connect(url, autocommit=True) as connection:
        rows = Rows(connection)
        ids = {case.name: rows.enqueue(case.data, pipeline=case.name) for case in cases}
        stoppers = [
            threading.Thread(target=_stop, args=[url, ids[case.name], stop]) for case in cases if case.killed
        ]
        for stopper in stoppers:
            stopper.start()
        rows.wait(*ids.values(), seconds=seconds)
        for stopper in stoppers:
            stopper.join()
        return {name: found(rows, job_id) for name, job_id in ids.items()}


def _stop(url: str, job_id: str, stop: Callable[[Running], object]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        row = until(lambda: connection.execute(RUNNING, [job_id, PROCESS]).fetchone(), seconds=180, every=0.1)
    assert row
    stop(Running(*row))
