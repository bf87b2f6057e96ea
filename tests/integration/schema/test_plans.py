"""10,000 queued and 100,000 finished jobs: what runs all the time may not read them all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from steps.core.postgres.sql import load
from tests.support.rows import Row, Rows


@pytest.fixture
def crowd(rows: Rows) -> None:
    rows.execute("""
        set synchronous_commit = off;
        insert into jobs.event (id, name, data, ts)
        select n::text, 'x', '{}', now() from generate_series(1, 110000) n;
        insert into jobs.job (id, pipeline, event_id, status, priority, run_at, finished_at, owner, executor)
        select jobs.new_id(), 'news-analyzer', n::text,
            case when n <= 100000 then 'completed' else 'queued' end, n % 7 - 3,
            now() - make_interval(secs => 110000 - n), case when n <= 100000 then now() end, 1, 'local'
        from generate_series(1, 110000) n;
        insert into jobs.attempt (job_id, step, number, generation, status)
        select id, 'process-news-analyzer', 1, 0, 'completed' from jobs.job where status = 'completed'""")


@pytest.mark.parametrize("analyzed", [True, False])
@pytest.mark.usefixtures("crowd")
def test_hot_functions_never_scan_the_jobs(rows: Rows, *, analyzed: bool) -> None:
    if analyzed:
        rows.execute("analyze")
    before = scans(rows)
    (one,) = rows.claim(1)
    assert len(rows.claim(32)) == 32
    assert [row["id"] for row in rows.claim(1, only_job=rows.enqueue())] != []
    assert len(rows.select("select * from jobs.adopt(2, 'local', 5)")) == 5
    rows.begin(one["id"])
    rows.end(one["id"], verdict="completed")
    rows.finish(rows.enqueue(event_id="new"), "cancelled")
    assert scans(rows) == before


@pytest.mark.parametrize("analyzed", [True, False])
@pytest.mark.usefixtures("crowd")
def test_the_recorder_never_scans_the_jobs(rows: Rows, *, analyzed: bool) -> None:
    rows.execute("update jobs.job set executor = 'warm', dispatched_at = run_at")
    if analyzed:
        rows.execute("analyze")
    rows.execute("update jobs.recorder_mark set decided_to = clock_timestamp()")
    live, ended = rows.dispatch("warm"), rows.completed(executor="warm")
    rows.age(live, 10)
    queries = load("recorder.sql", "pipelines.control.recorder")
    before = scans(rows)
    found = {
        name: rows.execute(queries[name], {"most": 2000}).fetchall() for name in ("ended", "live", "behind")
    }
    assert ([row[0] for row in found["ended"]], [row[0] for row in found["live"]], found["behind"]) == (
        [ended],
        [live],
        [],
    )
    told = {"ids": [live, ended], "generations": [0, 0]}
    assert len(rows.execute(queries["jobs"], told).fetchall()) == 2
    rows.execute(queries["leave_out"], told)
    assert scans(rows) == before


@pytest.mark.usefixtures("crowd")
def test_claim_costs_the_same_whatever_the_queue_holds(rows: Rows) -> None:
    rows.execute("analyze jobs.job")
    source = rows.value("select prosrc from pg_proc where oid = 'jobs.claim'::regproc")
    found = re.search(r"chosen := array\(\n(.*?)\);\n    else", source, re.DOTALL)
    assert found
    body = found[1]
    for name, known in {"places": "32", "only_job": "null::uuid"}.items():
        body = body.replace(name, known)
    plan = rows.value(f"explain (analyze, buffers, format json) {body}")[0]["Plan"]
    nodes = list(walk(plan))
    assert "job_queue" in {node.get("Index Name") for node in nodes}
    assert not [node for node in nodes if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "job"]
    assert max(node["Actual Rows"] * node["Actual Loops"] for node in nodes) <= 100
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 3000


def walk(plan: Row) -> Iterator[Row]:
    yield plan
    for part in plan.get("Plans", []):
        yield from walk(part)


def scans(rows: Rows) -> dict[str, int]:
    rows.execute("select pg_stat_force_next_flush()")
    rows.execute("select pg_stat_clear_snapshot()")
    query = "select relname, seq_scan from pg_stat_user_tables where relname in ('event', 'job', 'attempt')"
    return {row["relname"]: row["seq_scan"] for row in rows.select(query)}
