"""Jobs whose dispatcher is gone are taken over once, and nobody else's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.integration.schema.conftest import Connect
from tests.support.rows import PROCESS, Rows
from tests.support.waiting import until


def test_takes_over_only_jobs_whose_owner_holds_no_lock(rows: Rows, connect: Connect) -> None:
    alive = connect()
    alive.hold(1)
    rows.enqueue()
    rows.claim(owner=1)
    orphan = rows.enqueue()
    rows.claim(owner=2)
    rows.begin(orphan)
    rows.hold(3)
    (taken,) = rows.select("select * from jobs.adopt(3, 'local', 10)")
    assert (taken["id"], taken["owner"], taken["generation"]) == (orphan, 3, 1)
    assert taken["workflow"] == f"news-analyzer-{orphan}-1"
    assert taken["status"] == "running"
    assert rows.attempts(orphan) == [(PROCESS, 1, "lost")]
    assert not rows.end(orphan, 1)
    assert rows.select("select * from jobs.adopt(3, 'local', 10)") == []
    rows.execute("select pg_advisory_unlock_all()")


def test_owner_that_dies_leaves_its_jobs_to_others(rows: Rows, connect: Connect) -> None:
    owner = connect()
    owner.hold(5)
    rows.enqueue()
    rows.claim(owner=5)
    assert rows.select("select * from jobs.adopt(6, 'local', 10)") == []
    owner.connection.close()
    taken = until(lambda: rows.select("select * from jobs.adopt(6, 'local', 10)"))
    assert [row["owner"] for row in taken] == [6]


def test_lock_of_another_kind_or_database_does_not_count(rows: Rows, connect: Connect) -> None:
    other = connect()
    other.execute("select pg_advisory_lock(8)")
    other.execute("select pg_advisory_lock(1, 8)")
    rows.enqueue()
    rows.claim(owner=8)
    assert len(rows.select("select * from jobs.adopt(9, 'local', 10)")) == 1


def test_finished_steps_stay_finished(rows: Rows) -> None:
    job_id = rows.enqueue()
    rows.claim(owner=2)
    rows.begin(job_id, "validate-job")
    rows.end(job_id, step="validate-job")
    rows.select("select * from jobs.adopt(3, 'local', 10)")
    assert rows.begin(job_id, "validate-job")["outcome"] == "done"


def test_jobs_of_other_executors_are_left_alone(rows: Rows) -> None:
    rows.enqueue()
    rows.select("select * from jobs.claim(2, 'argo', 10, '{}')")
    assert rows.select("select * from jobs.adopt(3, 'local', 10)") == []


def test_many_adopters_take_every_orphan_once(rows: Rows, connect: Connect) -> None:
    rows.execute("select jobs.enqueue('news-analyzer', '{}') from generate_series(1, 200)")
    assert len(rows.claim(200, owner=2)) == 200

    def work(owner: int) -> list[str]:
        mine, own = connect(), []
        mine.hold(owner)
        while taken := mine.select("select * from jobs.adopt(%s, 'local', 3)", owner):
            own += [row["id"] for row in taken]
        return own

    with ThreadPoolExecutor(4) as pool:
        taken = [job_id for share in pool.map(work, range(11, 15)) for job_id in share]
    assert len(taken) == len(set(taken)) == 200
    assert rows.value("select array_agg(distinct generation) from jobs.job") == [1]
