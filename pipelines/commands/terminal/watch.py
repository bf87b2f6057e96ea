"""Watch jobs until they are final, and tell about every change on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import psycopg

from pipelines.operations.jobs import JobView, find_job
from steps.core.postgres.connect import behind_pooler, connect_to
from steps.core.status import AttemptStatus

POLL_SECONDS = 0.25
AWAY_SECONDS = 60.0
Changed = Callable[[JobView], None]


def nothing() -> None:
    """The check of a watch whose jobs run elsewhere."""


def follow(url: str, ids: Sequence[str], check: Callable[[], None] = nothing) -> Iterator[list[JobView]]:
    """The jobs as they are now, again after each look, for the last time when all are final.

    While PostgreSQL is away the watch goes on. Errors: psycopg's once it has been away for a minute; those of `check`,
    which is asked between looks whether what runs the jobs is still there.
    """
    seen = time.monotonic()
    while True:
        try:
            with connect_to(url, "command") as connection:
                if not behind_pooler(connection):
                    connection.execute("listen jobs_finished")
                while True:
                    jobs = [
                        job for job in (find_job(connection, job_id) for job_id in ids) if job is not None
                    ]
                    seen = time.monotonic()
                    yield jobs
                    if all(job.final for job in jobs):
                        return
                    check()
                    for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                        pass
        except psycopg.OperationalError:
            if time.monotonic() - seen > AWAY_SECONDS:
                raise
            check()
            time.sleep(POLL_SECONDS)


def lines(
    url: str, job_id: str, tell: Callable[[str], None], check: Callable[[], None] = nothing
) -> JobView | None:
    """Follow one job and tell one line per attempt that began or ended; returns it when it is final.

    Errors: as those of `follow`.
    """
    told: dict[tuple[str, int], str] = {}
    job: JobView | None = None
    for jobs in follow(url, [job_id], check):
        if not jobs:
            return None
        job = jobs[0]
        for attempt in job.attempts:
            key = (attempt.step, attempt.number)
            state = str(attempt.shown_status)
            if attempt.total and attempt.status == AttemptStatus.RUNNING:
                state = f"running {100 * (attempt.done or 0) // attempt.total} %"
            if told.get(key) != state:
                told[key] = state
                again = f" (attempt {attempt.number})" if attempt.number > 1 else ""
                why = f": {attempt.error.code}" if attempt.error else ""
                tell(f"{attempt.step}{again} {state}{why}  {attempt.seconds:.1f} s")
    return job
