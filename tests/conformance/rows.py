"""What a job left in Postgres, as far as it must be the same whoever ran it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from tests.conformance.cases import LAST, PROCESS, VALIDATE, Case


@dataclass(frozen=True)
class Rows:
    """`attempts`: step, number, status, exit code and error code, in the order they began. `outputs`: the steps that
    left one. `error`: code, step, attempt and retryable."""

    status: str
    error: tuple[Any, ...] | None
    attempts: tuple[tuple[Any, ...], ...]
    outputs: frozenset[str]


def expected(case: Case) -> Rows:
    done = case.error is None
    first, last = (VALIDATE, 1, "completed", 0, None), (LAST, 1, "completed", 0, None)
    tries = tuple((PROCESS, number, *each) for number, each in enumerate(case.tries, 1))
    code, attempt, retryable = case.error or ("", None, False)
    return Rows(
        status="completed" if done else "failed",
        error=None if done else (code, PROCESS, attempt, retryable),
        attempts=(first, *tries, last),
        outputs=frozenset({VALIDATE, LAST, *([PROCESS] if done else [])}),
    )


def found(connection: psycopg.Connection[Any], job_id: str) -> Rows:
    row = connection.execute("select status, error from jobs.job where id = %s", [job_id]).fetchone()
    assert row
    status, error = row
    attempts = connection.execute(
        "select step, number, status, exit_code, error ->> 'code' from jobs.attempt"
        " where job_id = %s order by started_at, step",
        [job_id],
    ).fetchall()
    outputs = connection.execute("select step from jobs.output where job_id = %s", [job_id]).fetchall()
    return Rows(
        status=status,
        error=error and tuple(error[name] for name in ("code", "step", "attempt", "retryable")),
        attempts=tuple(attempts),
        outputs=frozenset(step for (step,) in outputs),
    )
