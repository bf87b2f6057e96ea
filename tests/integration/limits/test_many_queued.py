"""100,000 queued jobs of 20,000 keys: what is told of limits costs the same as with few, and says where it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from pipelines.operations.explain.explanation import explain
from pipelines.operations.gates.gate_list import find_key, find_limit, list_limits
from pipelines.operations.gates.gate_names import Gate
from tests.integration.limits.conftest import Limited, concurrent

QUEUED, KEYS = 100_000, 20_000
FILL = """
with made as (
    insert into jobs.event (id, name, data, ts, tenant)
    select 'e' || i, 'jobs/news-analyzer.requested', '{"text": "x"}', now(), 'c' || i %% %(keys)s
    from generate_series(1, %(queued)s) i
    returning id, tenant
)
insert into jobs.job (id, pipeline, event_id, run_at, gates, lane)
select jobs.new_id(), 'news-analyzer', m.id, now(), array['news-analyzer', 'openai', 'customer=' || m.tenant],
    jobs.lane_of('', 0, 'news-analyzer', array['news-analyzer', 'openai', 'customer=' || m.tenant])
from made m
"""


@pytest.fixture(scope="module")
def crowd(database_url: str) -> Iterator[Limited]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        limited = Limited(connection)
        limited.url = database_url
        limited.declare(concurrent(25, "openai"), concurrent(2, "customer", ["tenant"]))
        limited.execute(FILL, {"queued": QUEUED, "keys": KEYS})
        limited.execute("analyze")
        limited.claim(25)
        yield limited


def full_reads(limited: Limited) -> int:
    """How often this connection read the jobs from the first to the last."""
    limited.execute("select pg_stat_force_next_flush()")
    limited.execute("select pg_stat_clear_snapshot()")
    found = limited.value(
        "select seq_scan from pg_stat_user_tables where schemaname = 'jobs' and relname = 'job'"
    )
    return int(found)


LOOKS: dict[str, Callable[[Limited], Any]] = {
    "list": lambda limited: list_limits(limited.connection),
    "keys": lambda limited: find_limit(limited.connection, "customer"),
    "explain": lambda limited: explain(
        limited.connection, limited.value("select id::text from jobs.job where event_id = 'e77777'")
    ),
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_reads_by_index_and_ends_soon(crowd: Limited, look: str) -> None:
    before, begun, at = full_reads(crowd), time.process_time(), time.monotonic()
    LOOKS[look](crowd)
    print(f"{look}: {time.monotonic() - at:.3f} s, {time.process_time() - begun:.3f} s of it here")
    assert full_reads(crowd) == before


def test_what_was_not_counted_is_said_to_be_more(crowd: Limited) -> None:
    found = {limit.name: limit for limit in list_limits(crowd.connection).limits}
    assert found["openai"].waiting_more
    assert 1_000 <= found["openai"].waiting <= QUEUED
    assert (found["openai"].used, found["openai"].room) == (25, 0)


def test_one_key_among_thousands_is_found(crowd: Limited) -> None:
    """Among so many lanes by reading 100,000 queued jobs at the most."""
    assert find_key(crowd.connection, Gate(name="customer", key=f"c{KEYS - 1}")).waiting == QUEUED // KEYS


def test_pages_of_keys_reach_every_key(crowd: Limited) -> None:
    first = find_limit(crowd.connection, "customer")
    assert first.next is not None
    assert len(first.keys) <= 250
    second = find_limit(crowd.connection, "customer", first.next)
    assert second.keys
    assert not {key.gate for key in second.keys} & {key.gate for key in first.keys if not key.at_work}


def test_a_job_far_behind_gets_no_promise(crowd: Limited) -> None:
    job_id = crowd.value("select id::text from jobs.job where event_id = 'e99999'")
    found = explain(crowd.connection, job_id)
    assert found is not None
    held = {each.gate: each for each in found.limits.held_by}
    assert held["openai"].before_more
    assert found.limits.seconds is None
