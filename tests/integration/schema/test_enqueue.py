"""Enqueue lives in the caller's transaction and answers the same event with the same job."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from psycopg import errors
from psycopg.types.json import Jsonb

from tests.integration.schema.conftest import Connect
from tests.support.rows import JOB, Rows
from tests.support.waiting import PATIENCE


def test_writes_event_and_job(rows: Rows) -> None:
    job_id = rows.enqueue({"text": "a", "n": 1}, options={"ts": "2026-01-31T09:30:00Z"}, priority=2)
    (event,) = rows.select("select * from jobs.event")
    assert (event["id"], event["name"]) == (str(job_id), "jobs/news-analyzer.requested")
    assert event["data"] == {"text": "a", "n": 1}
    assert event["ts"].isoformat().startswith("2026-01-31T")
    found = rows.job(job_id)
    assert (found["pipeline"], found["status"], found["priority"], found["generation"]) == (
        JOB,
        "queued",
        2,
        0,
    )


def test_same_event_again_answers_with_the_first_job(rows: Rows) -> None:
    first = rows.enqueue({"text": "a"}, event_id="order-17")
    assert rows.enqueue({"text": "b"}, event_id="order-17") == first
    assert rows.enqueue({"text": "a"}, event_id="order-18") != first
    assert rows.value("select data from jobs.event where id = 'order-17'") == {"text": "a"}
    assert rows.value("select count(*) from jobs.job") == 2


def test_same_event_from_two_connections_waits_and_answers_with_the_first_job(
    rows: Rows, connect: Connect
) -> None:
    first, second = connect(), connect()
    with ThreadPoolExecutor(1) as pool:
        with first.connection.transaction():
            mine = first.enqueue(event_id="same")
            theirs = pool.submit(second.enqueue, event_id="same")
            rows.wait_for_lock()
        assert theirs.result(timeout=PATIENCE) == mine
    assert rows.value("select count(*) from jobs.job") == 1


def test_same_event_is_free_again_when_the_first_caller_rolls_back(rows: Rows, connect: Connect) -> None:
    first, second = connect(), connect()
    with ThreadPoolExecutor(1) as pool:
        with first.connection.transaction(force_rollback=True):
            mine = first.enqueue(event_id="same")
            theirs = pool.submit(second.enqueue, event_id="same")
            rows.wait_for_lock()
        assert theirs.result(timeout=PATIENCE) != mine
    assert rows.select("select id from jobs.job") == [{"id": theirs.result()}]


def test_many_callers_with_one_event_make_one_job(rows: Rows, connect: Connect) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda one: one.enqueue(event_id="same"), [connect() for _ in range(8)]))
    assert len(set(ids)) == 1
    assert rows.value("select count(*) from jobs.job") == 1


def test_lives_and_dies_with_the_callers_transaction(rows: Rows, connect: Connect) -> None:
    caller = connect()
    caller.execute("create temp table account (id int)")
    with caller.connection.transaction(force_rollback=True):
        caller.execute("insert into account values (1)")
        caller.enqueue(event_id="rolled-back")
        assert rows.value("select count(*) from jobs.job") == 0
    assert rows.value("select count(*) from jobs.event") == 0
    with caller.connection.transaction():
        kept = caller.enqueue(event_id="committed")
    assert rows.job(kept)["status"] == "queued"


def test_dispatchers_hear_of_it_on_commit_only(rows: Rows, connect: Connect) -> None:
    listener, caller = connect(), connect()
    listener.execute("listen jobs_queued")
    with caller.connection.transaction(force_rollback=True):
        caller.enqueue()
    assert list(listener.connection.notifies(timeout=0.1)) == []
    caller.enqueue()
    assert [heard.channel for heard in listener.connection.notifies(timeout=PATIENCE, stop_after=1)] == [
        "jobs_queued"
    ]


@pytest.mark.parametrize("data", [[], [1], "text", 5, True, None])
def test_data_that_is_no_object_is_refused(rows: Rows, data: Any) -> None:
    with pytest.raises(errors.InvalidParameterValue, match="must be a JSON object"):
        rows.execute("select jobs.enqueue('news-analyzer', %s)", [Jsonb(data)])
    with pytest.raises(errors.InvalidParameterValue, match="must be a JSON object"):
        rows.execute("select jobs.enqueue('news-analyzer', null)")
    assert rows.value("select count(*) from jobs.event") == 0


def test_a_mebibyte_is_taken_and_a_byte_more_is_not(rows: Rows) -> None:
    room = 1_048_576 - len('{"text": ""}')
    rows.enqueue({"text": "x" * room})
    for text in ("x" * (room + 1), "ä" * (room // 2 + 1)):
        with pytest.raises(errors.InvalidParameterValue, match="documents"):
            rows.enqueue({"text": text})
    assert rows.value("select count(*) from jobs.event") == 1


@pytest.mark.parametrize(
    "named",
    [{"pipeline": "News"}, {"pipeline": "x; drop"}, {"pipeline": ""}, {"pipeline": "a" * 42},
     {"event_id": ""}, {"event_id": "x" * 201}, {"priority": 4}, {"priority": -4}],
)  # fmt: skip
def test_name_id_and_priority_have_limits(rows: Rows, named: dict[str, Any]) -> None:
    with pytest.raises(errors.CheckViolation):
        rows.enqueue(**named)
    assert rows.value("select count(*) from jobs.event") == 0


def test_an_option_that_nobody_knows_is_refused(rows: Rows) -> None:
    with pytest.raises(errors.InvalidParameterValue, match=r"unknown option .* prioritty"):
        rows.enqueue(options={"prioritty": 3, "ts": None})
    with pytest.raises(errors.InvalidParameterValue):
        rows.enqueue(options=["ts"])
    assert rows.value("select count(*) from jobs.event") == 0


def test_an_event_without_a_moment_of_its_own_happened_now(rows: Rows) -> None:
    for options in (None, {}, {"ts": None}):
        rows.enqueue(options=options)
    assert rows.value("select bool_and(ts = received_at) from jobs.event")
