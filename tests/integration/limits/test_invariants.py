"""The invariants of admission hold in any order of events, and a claim that breaks them is found."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.limits.machine import Admission
from tests.support.databases import new_database

EXAMPLES = int(os.environ.get("JOBS_LIMIT_EXAMPLES", "12"))
STEPS = 25
FORGETFUL = """
    create function jobs.forgetful(owner integer, executor text, places integer, options jsonb) returns setof jobs.job
    language sql as $$
        select * from jobs.dispatch(array(
            select j.id from jobs.job j where j.status = 'queued' and j.run_at <= clock_timestamp() and not exists (
                select from jobs.rooms(j.gates, clock_timestamp()) r where r.room < 1)
            order by j.priority desc, j.run_at, j.id limit places for no key update skip locked),
            owner, executor, options)
    $$
"""


@pytest.fixture
def url(server_url: str) -> Iterator[str]:
    with new_database(server_url, "template_jobs") as url:
        yield url


def test_admission_keeps_its_invariants(url: str) -> None:
    machine = type("Here", (Admission,), {"url": url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_claim_that_counts_each_job_for_itself_is_found(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(FORGETFUL)
    machine = type("Naive", (Admission,), {"url": url, "claim_function": "jobs.forgetful"})
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=60,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                report_multiple_bugs=False,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate],
            ),
        )
