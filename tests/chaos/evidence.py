"""Reads from the database and the emulator what the checks look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import psycopg

from tests.chaos.checks import Evidence, Job, Paid
from tests.chaos.installation.installed import EFFECT, PAID, Target
from tests.chaos.load import Event

STEPS = {
    EFFECT: ("validate-trial", "process-effect", "update-job-status"),
    PAID: ("validate-job", f"process-{PAID}", "update-job-status"),
}
JOBS = """
    select j.id::text, j.event_id, j.pipeline, j.status, j.error ->> 'code', concat_ws(' ',
        'owner', j.owner, case when j.owner = any (jobs.live_owners()) then 'alive' else 'gone' end,
        'dispatched', now() - j.dispatched_at, 'wait', w.code, (
            select string_agg(concat_ws(' ', a.step, a.number, a.status, now() - a.started_at), ', ')
            from jobs.attempt a where a.job_id = j.id))
    from jobs.job j left join jobs.job_wait w on w.job_id = j.id
"""
LATE = """
    select e.job_id::text, e.attempt from public.effect e
    join jobs.attempt a on a.job_id = e.job_id and a.step = 'process-effect' and a.status = 'completed'
    where e.attempt <> a.number and e.at > a.finished_at
"""


def evidence_of(target: Target, sent: Sequence[Event]) -> Evidence:
    with target.connect() as connection:

        def rows(query: str) -> list[Any]:
            return connection.execute(query.encode()).fetchall()

        return Evidence(
            wanted={event.id: event.status for event in sent},
            jobs=[Job(*row) for row in rows(JOBS)],
            steps=STEPS,
            completions=_counted(
                rows("select job_id::text, step from jobs.attempt where status = 'completed'")
            ),
            outputs=_counted(rows("select job_id::text, step from jobs.output")),
            effects=_counted(rows("select job_id::text, attempt from public.effect")),
            late_effects=rows(LATE),
            ledger=[
                Paid(*row)
                for row in rows("select job_id::text, attempts, lost, state from jobs.provider_call")
            ],
            calls=list(
                Counter(call.fingerprint for call in target.emulators.calls.all("openai.responses")).values()
            ),
        )


def _counted(rows: list[Any]) -> dict[Any, int]:
    return dict(Counter(tuple(row) for row in rows))


def attempts_of(target: Target) -> list[tuple[str, int]]:
    """How attempts ended, most frequent first."""
    query = (
        "select status || coalesce(' ' || (error ->> 'code'), ''), count(*) from jobs.attempt"
        " group by 1 order by 2 desc, 1"
    )
    with target.connect() as connection:
        return [(str(how), int(times)) for how, times in connection.execute(query.encode()).fetchall()]


def unfinished(target: Target) -> int | None:
    """How many jobs are not final; None while PostgreSQL does not say."""
    query = "select count(*) from jobs.job where status in ('queued', 'dispatched', 'running')"
    try:
        with target.connect() as connection:
            row = connection.execute(query.encode()).fetchone()
    except psycopg.Error:
        return None
    return int(row[0]) if row else None
