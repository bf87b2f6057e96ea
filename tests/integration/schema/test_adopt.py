"""Jobs whose dispatcher is gone are taken over once, and nobody else's."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.integration.schema.machine import (
    STEP,
    Connect,
    Connection,
    attempts,
    begin,
    claim,
    end,
    enqueue,
    hold,
    rows,
    value,
)
from tests.support.waiting import until


def test_takes_over_only_jobs_whose_owner_holds_no_lock(connection: Connection, connect: Connect) -> None:
    alive = connect()
    hold(alive, 1)
    enqueue(connection)
    claim(connection, owner=1)
    orphan = enqueue(connection)
    claim(connection, owner=2)
    begin(connection, orphan)
    hold(connection, 3)
    (taken,) = rows(connection, "select * from jobs.adopt(3, 'local', 10)")
    assert (taken["id"], taken["owner"], taken["generation"]) == (orphan, 3, 1)
    assert taken["workflow"] == f"news-analyzer-{orphan}-1"
    assert taken["status"] == "running"
    assert attempts(connection, orphan) == [(STEP, 1, "lost")]
    assert not end(connection, orphan, 1)
    assert rows(connection, "select * from jobs.adopt(3, 'local', 10)") == []
    connection.execute("select pg_advisory_unlock_all()")


def test_owner_that_dies_leaves_its_jobs_to_others(connection: Connection, connect: Connect) -> None:
    owner = connect()
    hold(owner, 5)
    enqueue(connection)
    claim(connection, owner=5)
    assert rows(connection, "select * from jobs.adopt(6, 'local', 10)") == []
    owner.close()
    taken = until(lambda: rows(connection, "select * from jobs.adopt(6, 'local', 10)"))
    assert [row["owner"] for row in taken] == [6]


def test_lock_of_another_kind_or_database_does_not_count(connection: Connection, connect: Connect) -> None:
    other = connect()
    other.execute("select pg_advisory_lock(8)")
    other.execute("select pg_advisory_lock(1, 8)")
    enqueue(connection)
    claim(connection, owner=8)
    assert len(rows(connection, "select * from jobs.adopt(9, 'local', 10)")) == 1


def test_finished_steps_stay_finished(connection: Connection) -> None:
    job_id = enqueue(connection)
    claim(connection, owner=2)
    begin(connection, job_id, "validate-job")
    end(connection, job_id, step="validate-job")
    rows(connection, "select * from jobs.adopt(3, 'local', 10)")
    assert begin(connection, job_id, "validate-job")["outcome"] == "done"


def test_jobs_of_other_executors_are_left_alone(connection: Connection) -> None:
    enqueue(connection)
    rows(connection, "select * from jobs.claim(2, 'argo', 10, '{}')")
    assert rows(connection, "select * from jobs.adopt(3, 'local', 10)") == []


def test_many_adopters_take_every_orphan_once(connection: Connection, connect: Connect) -> None:
    connection.execute("select jobs.enqueue('news-analyzer', '{}') from generate_series(1, 200)")
    assert len(claim(connection, 200, owner=2)) == 200

    def work(owner: int) -> list[uuid.UUID]:
        mine, own = connect(), []
        hold(mine, owner)
        while taken := rows(mine, "select * from jobs.adopt(%s, 'local', 3)", owner):
            own += [row["id"] for row in taken]
        return own

    with ThreadPoolExecutor(4) as pool:
        taken = [job_id for share in pool.map(work, range(11, 15)) for job_id in share]
    assert len(taken) == len(set(taken)) == 200
    assert value(connection, "select array_agg(distinct generation) from jobs.job") == [1]
