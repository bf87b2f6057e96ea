"""Housekeeping takes one connection, and what goes wrong in one work harms no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from pipelines.control import periodic
from pipelines.control.periodic import Work, once
from pipelines.core.supervision.pulse import Pulse
from steps.core.errors import PermanentError, TemporaryError
from steps.core.postgres.connect import connect
from steps.core.settings import Settings


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=SecretStr(database_url), home=tmp_path)


def test_one_connection_serves_all_works_unless_one_breaks_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    done: list[str] = []

    def counted(settings: Settings, purpose: str) -> psycopg.Connection[Any]:
        opened.append(purpose)
        return connect(settings, purpose)

    def work(name: str, error: Exception | None = None, *, query: str = "select 1") -> Work:
        def do(connection: psycopg.Connection[Any], settings: Settings, pulse: Pulse) -> None:
            connection.execute(query)
            done.append(name)
            if error is not None:
                raise error

        return Work(name, do)

    monkeypatch.setattr(periodic, "connect", counted)
    pulse = Pulse("housekeeping", 60)
    works = [
        work("first"),
        work("refused", PermanentError("storage_forbidden", "no")),
        work("wrong", ValueError("no")),
        work("broken", query="select pg_terminate_backend(pg_backend_pid())"),
        work("last"),
    ]
    once(settings, works, pulse)
    assert done == ["first", "refused", "wrong", "last"]
    assert opened == ["housekeeping"] * 2
    assert pulse.state().living
    assert pulse.state().error


def test_without_postgres_it_says_so(settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": SecretStr("postgresql://127.0.0.1:1/x")})
    with pytest.raises(TemporaryError, match="database_unavailable"):
        once(away, periodic.FIGURES, Pulse("housekeeping", 60))
