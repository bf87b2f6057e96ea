"""20,000 jobs: what each page asks of Postgres is answered by an index, and reads few rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from pipelines.core.settings import ControlSettings
from pipelines.server.app import create_app
from steps.core.settings import Settings
from tests.support.rows import JOB

SEED = Path(__file__).with_name("many_jobs.sql")
COUNT = 20_000
FEW = 2_000  # rows that one part of a plan may read
LISTS = (
    "", "?status=active", "?status=completed", "?status=failed", "?status=cancelled", f"?pipeline={JOB}",
    "?pipeline=gdpr-exporter",
    f"?pipeline={JOB}&status=failed", f"?pipeline={JOB}&status=active", "?pipeline=gdpr-exporter&status=completed",
    "?time=1h",
    "?time=7d&status=failed", "?q=reason+400", "?q=timeout", "?q=event-77", "?q=nothing+like+this",
    "?q={failed:.13}", "?q=c0ffee", "?after={failed}", "?time=own&since=2020-01-01T00:00&until=2020-02-01T00:00",
)  # fmt: skip
OTHERS = (
    "/", f"/pipelines/{JOB}?empty=1", "/events", f"/events?name=jobs/{JOB}.requested",
    "/events?name=jobs/meeting-summarizer.requested",
    "/events/rejected", "/events/one?id=event-4711", "/schedules",
    "/system", "/jobs/{failed}", "/jobs/{running}", "/jobs/{queued}",
    "/jobs/{completed}?tab=input", "/jobs/{completed}?tab=logs", "/jobs/{completed}?tab=calls",
)  # fmt: skip
asked: list[tuple[Any, Any]] = []


class Recording(psycopg.Cursor[Any]):
    """Remembers what was asked."""

    def execute(self, query: Any, params: Any = None, **known: Any) -> Recording:
        asked.append((query, params))
        return super().execute(query, params, **known)


@pytest.fixture(scope="module")
def crowd(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        for statement in SEED.read_text(encoding="utf-8").split(";\n\n"):
            connection.execute(statement, {"count": COUNT}, prepare=False)
        yield connection


@pytest.fixture(scope="module")
def client(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(
        Settings(database_url=SecretStr(database_url), home=tmp_path_factory.mktemp("home")),
        ControlSettings(),
    )
    app.state.services.pool.kwargs["cursor_factory"] = Recording
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("path", [f"/jobs{query}" for query in LISTS] + list(OTHERS))
def test_a_page_reads_few_rows(crowd: psycopg.Connection[Any], client: TestClient, path: str) -> None:
    ids = dict(crowd.execute("select distinct on (status) status, id::text from jobs.job").fetchall())
    asked.clear()
    assert client.get(path.format(**ids)).status_code == 200
    questions = [
        (query, params) for query, params in asked if query
    ]  # the pool tries a connection with an empty one
    assert questions
    costly = {}
    for query, params in questions:
        plan = crowd.execute(
            b"explain (analyze, format json) " + as_bytes(query), params, prepare=False
        ).fetchone()
        assert plan is not None
        read = max(rows_read(node) for node in nodes(plan[0][0]["Plan"]))
        if read > FEW:
            costly[as_bytes(query).decode()] = read
    assert costly == {}


def as_bytes(query: Any) -> bytes:
    return query if isinstance(query, bytes) else str(query).encode()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def rows_read(node: dict[str, Any]) -> float:
    dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return float((node["Actual Rows"] + dropped) * node["Actual Loops"])
