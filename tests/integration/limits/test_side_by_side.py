"""Several admitters, some killed: no bound and no rate is ever exceeded, and nobody is left; the naive way fails."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest

from tests.integration.limits.side_by_side import LIMITS, Crowd
from tests.support.databases import new_database

SECONDS = float(os.environ.get("JOBS_LIMIT_SECONDS", "8"))
NAIVE = """
    create function jobs.naive(places integer) returns setof jobs.job language sql as $$
        with live as (
            select u.gate, count(*) as held from jobs.job j cross join lateral unnest(j.gates) u (gate)
            where j.status in ('dispatched', 'running') group by 1
        ), due as (
            select j.id from jobs.job j where j.status = 'queued' and not exists (
                select from unnest(j.gates) g left join live l on l.gate = g
                join jobs.declared_limit d on d.name = split_part(g, '=', 1) and d.kind = 'concurrent'
                where coalesce(l.held, 0) >= d.n)
            order by j.priority desc, j.run_at, j.id limit least(places, 1) for no key update skip locked
        )
        select * from jobs.dispatch(array(select id from due), 1, 'local', '{}')
    $$
"""


@pytest.fixture
def url(server_url: str) -> Iterator[str]:
    with new_database(server_url, "template_jobs") as url:
        yield url


def test_no_bound_is_exceeded_whoever_is_killed(url: str) -> None:
    crowd = Crowd(url, "select id from jobs.claim(1, 'local', %s, '{}')", SECONDS)
    crowd.run()
    assert crowd.broken == []
    assert crowd.over == []
    assert crowd.done["admitted"] > 0
    assert crowd.done["killed"] > 0
    with psycopg.connect(url, autocommit=True) as connection:
        (rate,) = [limit for limit in LIMITS if limit["kind"] == "rate"]
        per_second = rate["n"] / rate["every"]
        for gate in ("calls=big", "calls=small"):
            rows = connection.execute(
                "select extract(epoch from dispatched_at)::float from jobs.job"
                " where dispatched_at is not null and %s = any (gates) order by 1", [gate]).fetchall()  # fmt: skip
            begun = [at for (at,) in rows]
            for first, start in enumerate(begun):
                for last in range(first, len(begun)):
                    most = rate["burst"] + (begun[last] - start) * per_second + 0.01
                    assert last - first + 1 <= most, gate
        left = "select count(*) from jobs.job where status = 'queued'"
        idle = 0  # looks in a row that found nobody, though jobs were left
        while idle < 100 and connection.execute(left).fetchone() != (0,):
            connection.execute("update jobs.gate set tat = tat - interval '1 minute'")
            found = connection.execute("select id from jobs.claim(1, 'local', 50, '{}')").fetchall()
            idle = 0 if found else idle + 1
            connection.execute(
                "select jobs.finish(id, 'completed') from jobs.job where status = 'dispatched'"
            )
        assert connection.execute(left).fetchone() == (0,)


def test_counting_without_taking_turns_exceeds_them(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(NAIVE)
    crowd = Crowd(url, "select id from jobs.naive(%s)", 4)
    crowd.run()
    assert crowd.over != []
