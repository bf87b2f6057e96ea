"""The round trip of one attempt: what the runner loads, stores and answers, on a real Postgres."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from steps.core.errors import ExitCode
from steps.core.events import NewsAnalyzerRequested
from steps.core.postgres.enqueue import enqueue
from steps.core.postgres.session import Session
from steps.core.runner import Request, run_step, run_steps
from steps.core.settings import Settings
from tests.integration.runner.conftest import attempts, send

NOBODY = "00000000-0000-0000-0000-000000000000"
ROOT = Path(__file__).resolve().parents[3]


def test_a_finished_step_is_not_run_again(session: Session, connection: psycopg.Connection[Any]) -> None:
    job_id = send(connection, n=1)
    for _ in range(2):
        assert run_step(session, Request("process-trial", job_id)).code == ExitCode.DONE
    assert attempts(connection, job_id) == [("process-trial", 1, "completed", 0)]


def test_a_step_of_a_final_job_does_not_run(session: Session, connection: psycopg.Connection[Any]) -> None:
    job_id = send(connection)
    connection.execute("select jobs.finish(%s, 'cancelled')", [job_id])
    assert run_step(session, Request("process-trial", job_id)).code == ExitCode.PERMANENT
    assert attempts(connection, job_id) == []
    verdict = {"workflow_status": "Failed", "workflow_failures": "null"}
    assert run_step(session, Request("update-job-status", job_id, given=verdict)).code == ExitCode.DONE


def test_a_step_of_another_workflow_does_not_run(
    session: Session, connection: psycopg.Connection[Any]
) -> None:
    job_id = send(connection)
    mine, other = (Request("process-trial", job_id, workflow=name) for name in ("by-hand", "trial-1"))
    assert run_step(session, Request("validate-trial", job_id, workflow="by-hand")).code == ExitCode.DONE
    assert run_step(session, other).code == ExitCode.PERMANENT
    verdict = {"workflow_status": "Failed", "workflow_failures": "null"}
    late = Request("update-job-status", job_id, given=verdict, workflow="trial-1")
    assert run_step(session, late).code == ExitCode.PERMANENT
    row = connection.execute("select status, workflow from jobs.job where id = %s", [job_id]).fetchone()
    assert row == ("running", "by-hand")
    assert run_step(session, mine).code == ExitCode.DONE
    assert attempts(connection, job_id) == [
        ("validate-trial", 1, "completed", 0),
        ("process-trial", 1, "completed", 0),
    ]


def test_a_refusal_says_why(
    database_url: str, connection: psycopg.Connection[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with Session(Settings(database_url=SecretStr(database_url))) as session:
        run_step(session, Request("process-trial", NOBODY))
    said = json.loads(capsys.readouterr().err)
    assert (said["event"], said["reason"]) == ("step_refused", "there is no job of this id")


def test_steps_in_a_row_end_with_the_first_that_fails(
    session: Session, connection: psycopg.Connection[Any]
) -> None:
    job_id = send(connection, behave="temporary", times=1)
    names = ("validate-trial", "process-trial", "update-job-status")
    given = {"workflow_status": "Succeeded"}
    requests = [Request(name, job_id, given=given) for name in names]
    assert run_steps(session, requests).code == ExitCode.TEMPORARY
    assert run_steps(session, requests).code == ExitCode.DONE
    assert attempts(connection, job_id) == [
        ("validate-trial", 1, "completed", 0),
        ("process-trial", 1, "failed", 75),
        ("process-trial", 2, "completed", 0),
        ("update-job-status", 1, "completed", 0),
    ]
    row = connection.execute("select status from jobs.job where id = %s", [job_id]).fetchone()
    assert row == ("completed",)


def test_an_unknown_job_and_an_unknown_step(session: Session, connection: psycopg.Connection[Any]) -> None:
    assert run_step(session, Request("process-trial", NOBODY)).code == ExitCode.PERMANENT
    job_id = send(connection)
    assert run_step(session, Request("process-nothing", job_id)).code == ExitCode.PERMANENT
    row = connection.execute(
        "select error ->> 'code' from jobs.attempt where job_id = %s", [job_id]
    ).fetchone()
    assert row == ("unknown_step",)


def test_input_that_does_not_fit_is_named_by_field(
    session: Session, connection: psycopg.Connection[Any]
) -> None:
    job_id = send(connection, n="many")
    assert run_step(session, Request("process-trial", job_id)).code == ExitCode.PERMANENT
    row = connection.execute("select error from jobs.attempt where job_id = %s", [job_id]).fetchone()
    assert row
    assert row[0]["code"] == "invalid_input"
    assert row[0]["message"] == "n: must be a whole number"


def test_a_taken_over_attempt_stores_nothing(session: Session, connection: psycopg.Connection[Any]) -> None:
    """The attempt's owner is thought dead while it works; what it brings later is not taken."""
    job_id = send(connection)
    verdict = {"workflow_status": "Succeeded"}
    connection.execute("select * from jobs.begin_attempt(%s, 'process-trial')", [job_id])
    connection.execute("select * from jobs.begin_attempt(%s, 'process-trial')", [job_id])
    late = connection.execute(
        "select jobs.end_attempt(%s, 'process-trial', 1, 'completed', '{\"output\": {}}')", [job_id]
    ).fetchone()
    assert late == (False,)
    assert run_step(session, Request("update-job-status", job_id, given=verdict)).code == ExitCode.DONE


def test_a_session_survives_a_cut_connection(session: Session, connection: psycopg.Connection[Any]) -> None:
    job_id = send(connection)
    assert run_step(session, Request("validate-trial", job_id)).code == ExitCode.DONE
    connection.execute("select pg_terminate_backend(%s)", [session.connection.info.backend_pid])
    assert run_step(session, Request("process-trial", job_id)).code == ExitCode.DONE


def test_enqueue_is_part_of_the_callers_transaction(connection: psycopg.Connection[Any]) -> None:
    before = connection.execute("select count(*) from jobs.job").fetchone()
    with connection.transaction(force_rollback=True):
        enqueue(connection, NewsAnalyzerRequested(text="A bridge opened."))
    assert connection.execute("select count(*) from jobs.job").fetchone() == before
    with connection.transaction():
        first = enqueue(connection, NewsAnalyzerRequested(text="A bridge opened."), event_id="bridge")
    assert enqueue(connection, NewsAnalyzerRequested(text="A bridge opened."), event_id="bridge") == first


@pytest.mark.parametrize(
    ("behave", "code"), [("well", 0), ("permanent", 65), ("temporary", 75), ("configuration", 78)]
)
def test_the_exit_code_leaves_the_container(
    database_url: str, connection: psycopg.Connection[Any], behave: str, code: int
) -> None:
    job_id = send(connection, behave=behave)
    told = {
        **os.environ,
        "DATABASE_URL": database_url,
        "JOBS_STEP_PACKAGES": "steps,tests.trial_steps",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "steps", "process-trial", "--job", job_id]
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == code
    for line in done.stderr.splitlines():
        assert json.loads(line)["job_id"] == job_id


@pytest.mark.parametrize(
    ("arguments", "changes", "code"),
    [
        ([], {}, 78),
        (["process-trial", "--job", "no id"], {}, 78),
        (["process-trial", "--job", NOBODY], {"DATABASE_URL": ""}, 78),
        (["process-trial", "--job", NOBODY], {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, 75),
    ],
)
def test_a_container_that_cannot_start_a_step(
    arguments: list[str], changes: dict[str, str], code: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "steps", *arguments],
        env={**os.environ, **changes},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert "nobody" not in done.stderr
