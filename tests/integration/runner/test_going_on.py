"""A process that goes on with a job's next step: one transaction ends an attempt and begins the next step's."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from steps.core.errors import ExitCode
from steps.core.postgres.session import Session
from steps.core.runner import Request, run_steps
from tests.integration.runner.conftest import attempts, send


def test_a_process_goes_on_with_the_next_step_in_one_transaction(
    session: Session, connection: psycopg.Connection[Any]
) -> None:
    job_id = send(connection, n=1)
    first, second, third = (
        Request(name, job_id, given={"workflow_status": "Succeeded"})
        for name in ("validate-trial", "process-trial", "update-job-status")
    )
    ran = run_steps(session, [first], go_on=lambda: second)
    assert ran.code == ExitCode.DONE
    assert attempts(connection, job_id) == [
        ("validate-trial", 1, "completed", 0),
        ("process-trial", 1, "running", None),
    ]
    [ended, begun] = connection.execute(
        "select coalesce(finished_at, started_at) from jobs.attempt where job_id = %s order by started_at",
        [job_id],
    ).fetchall()
    assert ended <= begun
    ran = run_steps(session, [second], begun=ran.begun, go_on=lambda: third)
    assert run_steps(session, [third], begun=ran.begun) == (ExitCode.DONE, None)
    row = connection.execute("select status from jobs.job where id = %s", [job_id]).fetchone()
    assert row == ("completed",)
    assert attempts(connection, job_id) == [
        ("validate-trial", 1, "completed", 0),
        ("process-trial", 1, "completed", 0),
        ("update-job-status", 1, "completed", 0),
    ]


@pytest.mark.parametrize("how", ["taken over", "cancelled"])
def test_a_process_that_lost_its_attempt_begins_nothing(
    session: Session, connection: psycopg.Connection[Any], how: str
) -> None:
    job_id = send(connection)

    def lose() -> Request:
        if how == "cancelled":
            connection.execute("select jobs.cancel(%s, '{}')", [job_id])
        else:
            connection.execute("update jobs.attempt set status = 'lost' where job_id = %s", [job_id])
        return Request("process-trial", job_id)

    assert run_steps(session, [Request("validate-trial", job_id)], go_on=lose) == (ExitCode.TEMPORARY, None)
    assert [attempt[2] for attempt in attempts(connection, job_id)] == ["lost"]


def test_a_step_that_failed_is_not_gone_on_from(
    session: Session, connection: psycopg.Connection[Any]
) -> None:
    job_id = send(connection, behave="permanent")
    ran = run_steps(
        session, [Request("process-trial", job_id)], go_on=lambda: Request("validate-trial", job_id)
    )
    assert ran == (ExitCode.PERMANENT, None)
    assert [attempt[0] for attempt in attempts(connection, job_id)] == ["process-trial"]


def test_what_a_step_left_is_durable_though_the_next_ones_begin_need_not_be(
    session: Session, connection: psycopg.Connection[Any]
) -> None:
    connection.execute("create table if not exists public.durable (setting text)")
    connection.execute("""
        create or replace function public.told() returns trigger language plpgsql security definer as $$
        begin insert into public.durable values (current_setting('synchronous_commit')); return null; end $$""")
    connection.execute(
        "create constraint trigger told after insert on jobs.output deferrable initially deferred"
        " for each row execute function public.told()"
    )
    try:
        job_id = send(connection)
        run_steps(
            session, [Request("validate-trial", job_id)], go_on=lambda: Request("process-trial", job_id)
        )
        assert connection.execute("select setting from public.durable").fetchall() == [("on",)]
    finally:
        connection.execute("drop trigger told on jobs.output")
        connection.execute("drop table public.durable")
