"""100,000 jobs and events: no list, search or page of them reads them all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from pipelines.operations.audit.acts import acts_page
from pipelines.operations.explain.explanation import explain
from pipelines.operations.jobs import attempt_logs, find_job, find_result
from pipelines.operations.lists import JobFilter, find_event, find_events, find_jobs, find_rejected
from pipelines.operations.paging import first_id_at
from pipelines.server.live.feed import QUERIES as FEED
from tests.bench.api import FILL

TABLES = ["job", "event", "attempt", "output", "rejected_event", "audit"]
LONG_AGO = {"since": datetime(2020, 1, 1, tzinfo=UTC), "until": datetime(2020, 2, 1, tzinfo=UTC)}
FOUND: dict[str, dict[str, Any]] = {
    "all": {}, "next page": {"after": "MIDDLE"}, "kind": {"pipeline": "invoice-processor"},
    "failed": {"status": ["failed"]}, "completed": {"status": ["completed"]},
    "kind and failed": {"pipeline": "invoice-processor", "status": ["failed"]},
    "kind, next page": {"pipeline": "invoice-processor", "after": "MIDDLE"},
    "unhappy": {"status": ["failed", "cancelled", "skipped"]},
    "id": {"search": "MIDDLE"}, "event": {"search": "e4711"}, "words": {"search": "deadline"},
}  # fmt: skip
NOT_FOUND: dict[str, dict[str, Any]] = {
    "running": {"status": ["running"]}, "cancelled": {"status": ["cancelled"]}, "no such kind": {"pipeline": "trial"},
    "long ago": LONG_AGO, "rare words": {"search": "unheard"}, "no such event": {"search": "none"},
}  # fmt: skip


@pytest.fixture(scope="module")
def crowd(database_url: str) -> Any:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(FILL.replace("%(crowd)s", "100000"))
        connection.execute(
            "insert into jobs.rejected_event (source, reasons, payload)"
            " select 'api', '{}', '' from generate_series(1, 10000)"
        )
        connection.execute(
            "insert into jobs.audit (act, job_id, door, actor, details)"
            " select 'reran', id, 'cli', 'a@b', jsonb_build_object('rerun_of', rerun_of) from jobs.job limit 50000"
        )
        connection.execute("analyze")
        yield connection


@pytest.fixture(scope="module")
def middle(crowd: Any) -> str:
    return str(crowd.execute("select id from jobs.job order by id offset 50000 limit 1").fetchone()[0])


def read_in_full(connection: Any) -> dict[str, int]:
    """How often this connection read each table from its beginning to its end."""
    connection.execute("select pg_stat_force_next_flush()")
    connection.execute("select pg_stat_clear_snapshot()")
    rows = connection.execute(
        "select relname, seq_scan from pg_stat_user_tables where schemaname = 'jobs' and relname = any(%s)",
        [TABLES],
    ).fetchall()
    return dict(rows)


def by_index(connection: Any, look: Callable[[], Any]) -> Any:
    before = read_in_full(connection)
    found = look()
    assert read_in_full(connection) == before
    return found


def test_a_full_read_would_be_seen(crowd: Any) -> None:
    with pytest.raises(AssertionError):
        by_index(crowd, lambda: crowd.execute("select count(*) from jobs.attempt where host = 'x'"))


@pytest.mark.parametrize("name", [*FOUND, *NOT_FOUND])
def test_jobs_are_listed_by_index(crowd: Any, middle: str, name: str) -> None:
    wanted = {key: middle if value == "MIDDLE" else value for key, value in (FOUND | NOT_FOUND)[name].items()}
    found = by_index(crowd, lambda: find_jobs(crowd, JobFilter(**wanted), 51))
    assert bool(found) is (name in FOUND)


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"name": "jobs/invoice-processor.requested"},
        {"name": "jobs/trial.requested"},
        LONG_AGO,
        {"after": (datetime.now(UTC), "e5")},
    ],
)
def test_events_are_listed_by_index(crowd: Any, wanted: dict[str, Any]) -> None:
    by_index(crowd, lambda: find_events(crowd, **wanted, limit=51))


@pytest.mark.parametrize(
    "look",
    [
        lambda crowd, job_id: find_job(crowd, job_id),
        lambda crowd, job_id: find_result(crowd, job_id),
        lambda crowd, job_id: attempt_logs(crowd, job_id),
        lambda crowd, job_id: explain(crowd, job_id),
        lambda crowd, job_id: find_event(crowd, "e4711"),
    ],
    ids=["job", "result", "logs", "explain", "event"],
)
def test_one_of_them_is_read_by_index(crowd: Any, middle: str, look: Any) -> None:
    assert by_index(crowd, lambda: look(crowd, middle)) is not None


@pytest.mark.parametrize(
    "wanted", [{}, {"job_id": "MIDDLE"}, {"since": LONG_AGO["until"]}, {"after": "MIDDLE"}]
)
def test_acts_are_listed_by_index(crowd: Any, middle: str, wanted: dict[str, Any]) -> None:
    given: dict[str, Any] = {key: middle if value == "MIDDLE" else value for key, value in wanted.items()}
    by_index(crowd, lambda: acts_page(crowd, 51, **given))


def test_what_runs_all_the_time_reads_by_index(crowd: Any) -> None:
    now = datetime.now(UTC)
    since = {"ended_after": now, "made_after": first_id_at(now), "ended": [UUID(int=1)], "most": 201}
    by_index(crowd, lambda: crowd.execute(FEED["changes"], since).fetchall())
    by_index(crowd, lambda: find_rejected(crowd, after=UUID(int=2**127), limit=51))


def test_counting_what_ended_lately_reads_by_index(crowd: Any) -> None:
    crowd.execute("update jobs.job set finished_at = finished_at - interval '1 hour'")
    while crowd.execute("select jobs.roll_up()").fetchone()[0]:
        pass
    crowd.execute(
        "update jobs.job set finished_at = now() - interval '1 minute'"
        " where id in (select id from jobs.job order by id limit 20)"
    )
    assert by_index(crowd, lambda: crowd.execute("select jobs.roll_up()").fetchone()[0]) == 20
