"""Enqueue lives in the caller's transaction and answers the same event with the same job."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from psycopg import errors
from psycopg.types.json import Jsonb

from tests.integration.schema.machine import (
    JOB,
    Connect,
    Connection,
    enqueue,
    job,
    rows,
    value,
    wait_for_lock,
)
from tests.support.waiting import PATIENCE


def test_writes_event_and_job(connection: Connection) -> None:
    job_id = enqueue(connection, {"text": "a", "n": 1}, ts="2026-01-31T09:30:00Z", priority=2)
    (event,) = rows(connection, "select * from jobs.event")
    assert (event["id"], event["name"]) == (str(job_id), "jobs/news-analyzer.requested")
    assert event["data"] == {"text": "a", "n": 1}
    assert event["ts"].isoformat().startswith("2026-01-31T")
    found = job(connection, job_id)
    assert (found["pipeline"], found["status"], found["priority"], found["generation"]) == (
        JOB,
        "queued",
        2,
        0,
    )


def test_same_event_again_answers_with_the_first_job(connection: Connection) -> None:
    first = enqueue(connection, {"text": "a"}, event_id="order-17")
    assert enqueue(connection, {"text": "b"}, event_id="order-17") == first
    assert enqueue(connection, {"text": "a"}, event_id="order-18") != first
    assert value(connection, "select data from jobs.event where id = 'order-17'") == {"text": "a"}
    assert value(connection, "select count(*) from jobs.job") == 2


def test_same_event_from_two_connections_waits_and_answers_with_the_first_job(
    connection: Connection, connect: Connect
) -> None:
    first, second = connect(), connect()
    with ThreadPoolExecutor(1) as pool:
        with first.transaction():
            mine = enqueue(first, event_id="same")
            theirs = pool.submit(enqueue, second, event_id="same")
            wait_for_lock(connection)
        assert theirs.result(timeout=PATIENCE) == mine
    assert value(connection, "select count(*) from jobs.job") == 1


def test_same_event_is_free_again_when_the_first_caller_rolls_back(
    connection: Connection, connect: Connect
) -> None:
    first, second = connect(), connect()
    with ThreadPoolExecutor(1) as pool:
        with first.transaction(force_rollback=True):
            mine = enqueue(first, event_id="same")
            theirs = pool.submit(enqueue, second, event_id="same")
            wait_for_lock(connection)
        assert theirs.result(timeout=PATIENCE) != mine
    assert rows(connection, "select id from jobs.job") == [{"id": theirs.result()}]


def test_many_callers_with_one_event_make_one_job(connection: Connection, connect: Connect) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda one: enqueue(one, event_id="same"), [connect() for _ in range(8)]))
    assert len(set(ids)) == 1
    assert value(connection, "select count(*) from jobs.job") == 1


def test_lives_and_dies_with_the_callers_transaction(connection: Connection, connect: Connect) -> None:
    caller = connect()
    caller.execute("create temp table account (id int)")
    with caller.transaction(force_rollback=True):
        caller.execute("insert into account values (1)")
        enqueue(caller, event_id="rolled-back")
        assert value(connection, "select count(*) from jobs.job") == 0
    assert value(connection, "select count(*) from jobs.event") == 0
    with caller.transaction():
        kept = enqueue(caller, event_id="committed")
    assert job(connection, kept)["status"] == "queued"


def test_dispatchers_hear_of_it_on_commit_only(connection: Connection, connect: Connect) -> None:
    listener, caller = connect(), connect()
    listener.execute("listen jobs_queued")
    with caller.transaction(force_rollback=True):
        enqueue(caller)
    assert list(listener.notifies(timeout=0.1)) == []
    enqueue(caller)
    assert [heard.channel for heard in listener.notifies(timeout=PATIENCE, stop_after=1)] == ["jobs_queued"]


@pytest.mark.parametrize("data", [[], [1], "text", 5, True, None])
def test_data_that_is_no_object_is_refused(connection: Connection, data: Any) -> None:
    with pytest.raises(errors.InvalidParameterValue, match="must be a JSON object"):
        connection.execute("select jobs.enqueue('news-analyzer', %s)", [Jsonb(data)])
    with pytest.raises(errors.InvalidParameterValue, match="must be a JSON object"):
        connection.execute("select jobs.enqueue('news-analyzer', null)")
    assert value(connection, "select count(*) from jobs.event") == 0


def test_a_mebibyte_is_taken_and_a_byte_more_is_not(connection: Connection) -> None:
    room = 1_048_576 - len('{"text": ""}')
    enqueue(connection, {"text": "x" * room})
    for text in ("x" * (room + 1), "ä" * (room // 2 + 1)):
        with pytest.raises(errors.InvalidParameterValue, match="documents"):
            enqueue(connection, {"text": text})
    assert value(connection, "select count(*) from jobs.event") == 1


@pytest.mark.parametrize(
    "named",
    [{"pipeline": "News"}, {"pipeline": "x; drop"}, {"pipeline": ""}, {"pipeline": "a" * 42},
     {"event_id": ""}, {"event_id": "x" * 201}, {"priority": 4}, {"priority": -4}],
)  # fmt: skip
def test_name_id_and_priority_have_limits(connection: Connection, named: dict[str, Any]) -> None:
    with pytest.raises(errors.CheckViolation):
        enqueue(connection, **named)
    assert value(connection, "select count(*) from jobs.event") == 0


def test_an_option_that_nobody_knows_is_refused(connection: Connection) -> None:
    with pytest.raises(errors.InvalidParameterValue, match=r"unknown option .* prioritty"):
        enqueue(connection, options=Jsonb({"prioritty": 3, "ts": None}))
    with pytest.raises(errors.InvalidParameterValue):
        enqueue(connection, options=Jsonb(["ts"]))
    assert value(connection, "select count(*) from jobs.event") == 0


def test_an_event_without_a_moment_of_its_own_happened_now(connection: Connection) -> None:
    for options in (None, Jsonb({}), Jsonb({"ts": None})):
        enqueue(connection, options=options)
    assert value(connection, "select bool_and(ts = received_at) from jobs.event")
