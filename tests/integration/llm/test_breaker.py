"""Without credit one job finds out; the others are spared the call, in every process, until somebody has paid."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from steps.core.errors import ConfigurationError
from steps.core.postgres.breaker import Breaker
from tests.integration.llm.conftest import Asker

Script = Callable[..., None]
NewJob = Callable[[], Asker]


@pytest.mark.parametrize(
    "code", ["insufficient_quota", "credit_balance_exhausted", "project_spend_limit_exceeded"]
)
def test_no_credit_is_one_call_and_the_next_job_makes_none(
    new_job: NewJob, script: Script, code: str
) -> None:
    script(code)
    first, second = new_job(), new_job()
    for job in (first, second):
        with pytest.raises(ConfigurationError, match="provider_billing"):
            job.ask()
    assert (first.calls, first.slept) == (1, [])


def test_another_process_sees_the_breaker(
    new_job: NewJob, script: Script, database_url: str, connection: psycopg.Connection[Any]
) -> None:
    script("insufficient_quota")
    with pytest.raises(ConfigurationError):
        new_job().ask()
    with (
        psycopg.connect(database_url, autocommit=True) as other,
        pytest.raises(ConfigurationError, match=r"left alone for (59|60) more seconds"),
    ):
        Breaker(other).check("openai")
    Breaker(connection).check("assemblyai")  # the other provider has its own money


def test_what_is_already_paid_for_is_used_while_the_breaker_is_open(new_job: NewJob, script: Script) -> None:
    paid, poor = new_job(), new_job()
    answer = paid.ask()
    script("insufficient_quota")
    with pytest.raises(ConfigurationError):
        poor.ask()
    assert paid.next_attempt().ask() == answer
    assert paid.calls == 2


def test_after_a_while_the_next_job_tries_again_and_closes_it(
    new_job: NewJob, script: Script, connection: psycopg.Connection[Any]
) -> None:
    script("insufficient_quota")
    poor, rich = new_job(), new_job()
    poor.open_seconds = 0.1
    with pytest.raises(ConfigurationError):
        poor.ask()
    time.sleep(0.15)  # no less, and more does no harm
    rich.ask()
    assert connection.execute("select count(*) from jobs.breaker").fetchone() == (0,)


def test_being_refused_by_the_breaker_does_not_keep_it_open(
    new_job: NewJob, script: Script, connection: psycopg.Connection[Any]
) -> None:
    script("insufficient_quota")
    until = []
    for _ in range(2):
        with pytest.raises(ConfigurationError):
            new_job().ask()
        until.append(connection.execute("select open_until from jobs.breaker").fetchone())
    assert until[0] == until[1] is not None
