"""PostgreSQL is away for a while: a step waits for it instead of using up its retries."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from steps.core.errors import TemporaryError, Unavailable
from steps.core.postgres import session as core_session
from steps.core.postgres.connect import connect
from steps.core.postgres.session import Session
from steps.core.settings import Settings


@pytest.fixture
def failover(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """PostgreSQL refuses so many connections before it answers again."""
    left = [3]

    def refuse(settings: Settings, purpose: str) -> psycopg.Connection[Any]:
        if left[0]:
            left[0] -= 1
            raise Unavailable("database_unavailable", "away")
        return connect(settings, purpose)

    monkeypatch.setattr(core_session, "connect", refuse)
    monkeypatch.setattr(core_session, "PAUSE_SECONDS", 0.01)
    return left


def test_a_patient_session_waits_for_a_failover(database_url: str, failover: list[int]) -> None:
    settings = Settings(database_url=SecretStr(database_url))
    with Session(settings, patience=5) as patient:
        assert patient.fetch("select 1", {}) == (1,)
    failover[0] = 1
    with Session(settings) as hasty, pytest.raises(TemporaryError):
        hasty.fetch("select 1", {})


def test_patience_ends(database_url: str, failover: list[int]) -> None:
    failover[0] = 1_000_000
    settings = Settings(database_url=SecretStr(database_url))
    with Session(settings, patience=0.1) as patient, pytest.raises(TemporaryError):
        patient.fetch("select 1", {})


def test_a_step_that_is_told_to_stop_does_not_wait_for_postgres(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(settings: Settings, purpose: str) -> psycopg.Connection[Any]:
        raise TemporaryError("terminated", "told to stop")

    monkeypatch.setattr(core_session, "connect", stopped)
    settings = Settings(database_url=SecretStr(database_url))
    with Session(settings, patience=60) as patient, pytest.raises(TemporaryError, match="terminated"):
        patient.fetch("select 1", {})
