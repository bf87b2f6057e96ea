"""The pace is a number in the operation's row, by the database's clock; whoever works on it, and however often."""

from __future__ import annotations

import time

import pytest

from tests.integration.bulk.conftest import Bulk

PLANS = '{"news-analyzer": {"needs": [], "keeps": []}}'


def failed(bulk: Bulk, count: int) -> None:
    bulk.execute(
        """
        with sent as (
            insert into jobs.event (id, name, data, ts) select n::text, 'x', '{}', now()
            from generate_series(1, %(count)s) n returning id)
        insert into jobs.job (id, pipeline, event_id, status, run_at, finished_at)
        select jobs.new_id(), 'news-analyzer', id, 'failed', now(), now() from sent""",
        {"count": count},
    )


def worked(bulk: Bulk, operation_id: str) -> int:
    return int(bulk.value("select worked from jobs.work_on(%s, 1000, %s)", operation_id, PLANS))


def test_no_more_than_the_rate_lets_through(bulk: Bulk) -> None:
    failed(bulk, 60)
    begun = time.monotonic()
    found = bulk.work(bulk.freeze(rate="40/s"))
    assert found.done == 60
    assert time.monotonic() - begun >= 59 / 40 - 0.1


def test_after_a_standstill_no_burst_of_more_than_a_second_follows(bulk: Bulk) -> None:
    failed(bulk, 200)
    operation_id = bulk.freeze(rate="20/s")
    bulk.execute("update jobs.operation set next_at = next_at - interval '1 hour'")
    assert 20 <= worked(bulk, operation_id) <= 21
    assert worked(bulk, operation_id) <= 20  # as long as this machine took until now


def test_a_slow_rate_is_kept_from_turn_to_turn(bulk: Bulk) -> None:
    failed(bulk, 10)
    operation_id = bulk.freeze(rate="2/m")
    assert worked(bulk, operation_id) == 1
    assert worked(bulk, operation_id) == 0
    wait = bulk.value("select wait from jobs.work_on(%s, 10, %s)", operation_id, PLANS)
    assert 1 < wait <= 30


def test_a_clock_that_is_put_back_does_not_stop_the_work(bulk: Bulk) -> None:
    failed(bulk, 10)
    operation_id = bulk.freeze(rate="2/s")
    bulk.execute("update jobs.operation set next_at = next_at + interval '1 hour'")
    assert worked(bulk, operation_id) == 0
    assert bulk.value("select wait from jobs.work_on(%s, 10, %s)", operation_id, PLANS) <= 0.5


def test_jobs_that_are_left_alone_do_not_use_up_the_rate(bulk: Bulk) -> None:
    failed(bulk, 10)
    operation_id = bulk.freeze(rate="1/m")
    bulk.execute("delete from jobs.job")
    assert worked(bulk, operation_id) == 10


@pytest.mark.parametrize("kind", ["cancel", "delete"])
def test_cancelling_and_deleting_keep_their_pace_too(bulk: Bulk, kind: str) -> None:
    failed(bulk, 30)
    if kind == "cancel":
        bulk.execute("update jobs.job set status = 'queued', finished_at = null")
    bulk.counted()
    operation_id = bulk.freeze(kind, "pipeline=news-analyzer", rate="20/s")
    begun = time.monotonic()
    assert bulk.work(operation_id).done == 30
    assert time.monotonic() - begun >= 29 / 20 - 0.1
