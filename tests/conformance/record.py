"""What a job left in Postgres, as far as it must be the same whoever ran it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.conformance.cases import LAST, PROCESS, VALIDATE, Case
from tests.support.rows import Rows


@dataclass(frozen=True)
class Record:
    """`attempts`: step, number, status, exit code and error code, in the order they began. `outputs`: the steps that
    left one. `error`: code, step, attempt and retryable."""

    status: str
    error: tuple[Any, ...] | None
    attempts: tuple[tuple[Any, ...], ...]
    outputs: frozenset[str]


def expected(case: Case) -> Record:
    done = case.error is None
    first, last = (VALIDATE, 1, "completed", 0, None), (LAST, 1, "completed", 0, None)
    tries = tuple((PROCESS, number, *each) for number, each in enumerate(case.tries, 1))
    code, attempt, retryable = case.error or ("", None, False)
    return Record(
        status="completed" if done else "failed",
        error=None if done else (code, PROCESS, attempt, retryable),
        attempts=(first, *tries, last),
        outputs=frozenset({VALIDATE, LAST, *([PROCESS] if done else [])}),
    )


def found(rows: Rows, job_id: str) -> Record:
    job = rows.job(job_id)
    attempts = rows.execute(
        "select step, number, status, exit_code, error ->> 'code' from jobs.attempt"
        " where job_id = %s order by started_at, step",
        [job_id],
    ).fetchall()
    outputs = rows.select("select step from jobs.output where job_id = %s", job_id)
    return Record(
        status=job["status"],
        error=job["error"] and tuple(job["error"][name] for name in ("code", "step", "attempt", "retryable")),
        attempts=tuple(attempts),
        outputs=frozenset(row["step"] for row in outputs),
    )
