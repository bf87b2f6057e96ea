"""What a step is given of the process that runs it: variables, settings and doors of its own needs alone."""

from __future__ import annotations

import os
from typing import Any

import psycopg
import pytest

from steps.core.errors import ExitCode
from steps.core.postgres.session import Session
from steps.core.runner import Request, run_step
from steps.core.settings import load_settings
from tests.support.rows import Rows

HIDDEN = {
    "ASSEMBLYAI_API_KEY": "canary-speech",
    "JOBS_GDPR_DATABASE_URL": "postgresql://canary@db/shop",
    "AWS_SECRET_ACCESS_KEY": "canary-storage",
    "JOBS_STORAGE": "file:///canary",
}


@pytest.fixture
def seen(
    database_url: str, connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """What the step that needs only the model tells of itself."""
    told = {"DATABASE_URL": database_url, "OPENAI_API_KEY": "canary-model", **HIDDEN}
    for name, value in {
        **told,
        "JOBS_STEP_PACKAGES": "tests.trial_steps",
        "JOBS_LOG_STDERR": "false",
    }.items():
        monkeypatch.setenv(name, value)
    rows = Rows(connection, "trial")
    job_id = rows.enqueue({})
    with Session(load_settings()) as session:
        assert run_step(session, Request("process-witness", job_id)).code == ExitCode.DONE
    assert all(os.environ[name] == value for name, value in told.items())
    return dict(rows.value("select data from jobs.output where job_id = %s", job_id))


def test_it_and_what_it_starts_see_the_variables_of_its_needs(seen: dict[str, Any]) -> None:
    for visible in (set(seen["variables"]), set(seen["inherited"])):
        assert {"OPENAI_API_KEY", "DATABASE_URL"} <= visible
        assert not HIDDEN.keys() & visible


def test_its_settings_are_those_of_its_needs(seen: dict[str, Any]) -> None:
    assert seen["settings"] == {"llm": True, "speech": False, "gdpr": False, "storage": False}


def test_its_context_refuses_what_it_did_not_declare(seen: dict[str, Any]) -> None:
    assert seen["refused"] == {"storage": "need_not_declared", "speech": "need_not_declared"}
