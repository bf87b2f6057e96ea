"""100,000 jobs and events: no list, search or page of them reads them all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.control.paging import first_id_at
from pipelines.server.feed import QUERIES as FEED
from tests.bench.api import FILL

QUERIES: dict[str, dict[str, Any]] = {
    "/api/jobs": {
        "all": {}, "next": {"after": "{middle}"}, "kind": {"job": "invoice-processor"},
        "failed": {"status": "failed"}, "completed": {"status": "completed"}, "running": {"status": "running"},
        "kind and failed": {"job": "invoice-processor", "status": "failed"},
        "kind and next": {"job": "invoice-processor", "after": "{middle}"},
        "unhappy": {"status": ["failed", "cancelled", "skipped"]},
        "in a time": {"since": "2020-01-01T00:00:00Z", "until": "2020-02-01T00:00:00Z"}, "no such kind": {"job": "x"},
        "id": {"q": "{middle}"}, "event": {"q": "e4711"}, "words": {"q": "deadline"}, "rare words": {"q": "unheard"},
    },
    "/api/events": {
        "all": {}, "kind": {"name": "jobs/invoice-processor.requested"}, "no such kind": {"name": "x"},
        "in a time": {"since": "2020-01-01T00:00:00Z", "until": "2020-02-01T00:00:00Z"},
    },
}  # fmt: skip
CASES = [(path, name) for path, cases in QUERIES.items() for name in cases]


@pytest.fixture(scope="module")
def crowd(_api: Any) -> Any:
    _api.connection.execute("truncate jobs.event cascade")
    _api.connection.execute(FILL.replace("%(crowd)s", "100000"))
    _api.connection.execute("analyze")
    return _api


def read_in_full(api: Any) -> dict[str, int]:
    """How often each large table was read from its beginning to its end, in all connections."""
    api.connection.execute("select pg_stat_force_next_flush()")
    api.connection.execute("select pg_stat_clear_snapshot()")
    rows = api.connection.execute(
        "select relname, seq_scan from pg_stat_user_tables where schemaname = 'jobs'"
        " and relname in ('job', 'event', 'attempt', 'output')"
    ).fetchall()
    return dict(rows)


def settle(api: Any) -> None:
    """Every connection of the server reports its figures when it is idle; closing them makes sure of it."""
    pool = api.app.state.services.pool
    pool.resize(0, 8)
    pool.drain()
    pool.resize(1, 8)


@pytest.mark.parametrize(("path", "name"), CASES)
def test_lists_read_by_index(crowd: Any, path: str, name: str) -> None:
    middle = str(crowd.value("select id from jobs.job order by id offset 50000 limit 1"))
    params = {
        key: value.replace("{middle}", middle) if isinstance(value, str) else value
        for key, value in QUERIES[path][name].items()
    }
    settle(crowd)
    before = read_in_full(crowd)
    answer = crowd.get(path, params=params)
    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() < 1
    settle(crowd)
    assert read_in_full(crowd) == before
    found = answer.json()["jobs" if "jobs" in path else "events"]
    assert bool(found) is (name not in ("running", "no such kind", "in a time", "rare words"))


def test_a_full_read_would_be_seen(crowd: Any) -> None:
    settle(crowd)
    before = read_in_full(crowd)
    with crowd.app.state.services.pool.connection() as connection:
        connection.execute("select count(*) from jobs.attempt where host = 'x'").fetchall()
    settle(crowd)
    assert read_in_full(crowd)["attempt"] > before["attempt"]


@pytest.mark.parametrize("part", ["", "/result", "/attempts", "/logs", "/explain"])
def test_one_job_is_read_by_index(crowd: Any, part: str) -> None:
    job_id = str(crowd.value("select id from jobs.job order by id offset 50000 limit 1"))
    settle(crowd)
    before = read_in_full(crowd)
    assert crowd.get(f"/api/jobs/{job_id}{part}").status_code in (200, 404)
    settle(crowd)
    assert read_in_full(crowd) == before


def test_looking_for_changes_reads_by_index(crowd: Any) -> None:
    now = datetime.now(UTC)
    before = read_in_full(crowd)
    crowd.connection.execute(
        FEED["changes"], {"ended_after": now, "made_after": first_id_at(now), "most": 201}
    )
    assert read_in_full(crowd) == before
