"""Told to stop at any moment after its row was begun, an attempt says so in that row."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from steps.core import runner
from steps.core.postgres.session import Session
from steps.core.settings import Settings
from steps.core.termination import TERMINATION
from tests.support.rows import Rows

BEGIN, END = "begin_attempt", "end_attempt"


@pytest.fixture
def listening() -> Any:
    before = signal.getsignal(signal.SIGTERM)
    TERMINATION.listen()
    yield
    TERMINATION.listen()  # forgets what this test told
    signal.signal(signal.SIGTERM, before)


def told_after(query: str) -> Callable[..., Any]:
    """`fetch` that is told to stop as soon as this query has done its work."""
    fetch = Session.fetch

    def told(self: Session, asked: Any, params: Any) -> Any:
        row = fetch(self, asked, params)
        if asked == runner.QUERIES[query]:
            os.kill(os.getpid(), signal.SIGTERM)
        return row

    return told


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize(
    ("query", "status", "code"), [(BEGIN, "failed", "terminated"), (END, "completed", None)]
)
def test_told_while_the_row_is_written(
    connection: psycopg.Connection[Any],
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    status: str,
    code: str | None,
) -> None:
    rows = Rows(connection, "trial")
    job = rows.enqueue({})
    monkeypatch.setattr(Session, "fetch", told_after(query))
    settings = Settings(database_url=SecretStr(database_url), step_packages="tests.trial_steps")
    with Session(settings) as session:
        runner.run_step(session, runner.Request("process-trial", job))
    [attempt] = rows.select(
        "select status, error ->> 'code' as code from jobs.attempt where job_id = %s", job
    )
    assert (attempt["status"], attempt["code"]) == (status, code)
