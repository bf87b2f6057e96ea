"""Workers are killed at any statement, and several work side by side: nothing is done twice, and nothing is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.core.supervision.pulse import Pulse
from pipelines.operations.bulk.operation import steer
from pipelines.operations.bulk.states import Steer
from tests.integration.bulk.conftest import ANA, Bulk
from tests.support.rows import Connection
from tests.support.waiting import PATIENCE

JOBS = 6
Another = Callable[[], Connection]


def dies_at(bulk: Bulk, number: int, table: str, event: str) -> None:
    """The session that changes this table so often, counted over all of them, is killed in the midst of it."""
    bulk.execute(f"""
        create sequence if not exists public.changes; select setval('public.changes', 1, false);
        create or replace function public.die() returns trigger language plpgsql as $$
        begin
            if nextval('public.changes') = {number} then
                perform pg_terminate_backend(pg_backend_pid());
                perform pg_sleep(1);
            end if;
            return coalesce(new, old);
        end $$;
        create or replace trigger die before {event} on jobs.{table} for each row execute function public.die()""")


@pytest.fixture(autouse=True)
def no_trigger(bulk: Bulk) -> Any:
    yield
    for table in ("job", "operation", "operation_item", "audit", "event"):
        bulk.execute(f"drop trigger if exists die on jobs.{table}")


def work_and_die(bulk: Bulk, another: Another, operation_id: str) -> int:
    """Workers, each on a connection of its own, until the operation has ended; how many were killed."""
    deaths, worker, pulse = 0, bulk.worker(another()), Pulse("bulk_worker", 60)
    end = time.monotonic() + PATIENCE
    while not (found := bulk.operation(operation_id)).ended:
        assert time.monotonic() < end, found
        try:
            time.sleep(min(worker.turn(pulse), 0.05))
        except psycopg.OperationalError:
            deaths, worker = deaths + 1, bulk.worker(another())
    return deaths


@pytest.mark.parametrize(
    ("table", "event", "last"),
    [
        ("job", "insert", JOBS),
        ("operation_item", "update", JOBS),
        ("audit", "insert", JOBS),
        ("operation", "update", 1),
    ],
)
def test_a_worker_killed_within_a_rerun_makes_no_job_twice(
    bulk: Bulk, another: Another, table: str, event: str, last: int
) -> None:
    failed = sorted(bulk.failed() for _ in range(JOBS))
    for number in {1, last // 2, last} - {0}:
        operation_id = bulk.freeze(why=f"{table} {number}", where="status=failed")
        dies_at(bulk, number, table, event)
        assert work_and_die(bulk, another, operation_id) == 1
        found = bulk.operation(operation_id)
        assert (found.done, found.left_alone) == (JOBS, 0)
        made = bulk.select("select rerun_of from jobs.job where operation = %s order by 1", operation_id)
        assert [job["rerun_of"] for job in made] == failed
        acts = "select count(*) from jobs.audit where act = 'reran' and details ->> 'operation' = %s"
        assert bulk.value(acts, operation_id) == JOBS


def test_a_worker_killed_within_a_cancellation_or_its_undoing_loses_nothing(
    bulk: Bulk, another: Another
) -> None:
    for _ in range(JOBS):
        bulk.failed()
    rerun = bulk.freeze()
    bulk.work(rerun)
    dies_at(bulk, 3, "operation_item", "update")
    steer(bulk.connection, rerun, Steer.UNDO, ANA)
    assert work_and_die(bulk, another, rerun) == 1
    assert bulk.operation(rerun).undone == JOBS
    for _ in range(JOBS):
        bulk.enqueue()
    cancel = bulk.freeze("cancel", "status=queued")
    dies_at(bulk, JOBS, "audit", "insert")
    assert work_and_die(bulk, another, cancel) == 1
    assert bulk.operation(cancel).done == JOBS
    query = "select count(*), count(distinct job_id) from jobs.audit where act = 'cancelled'"
    assert bulk.execute(query).fetchone() == (2 * JOBS, 2 * JOBS)


@pytest.mark.parametrize(("table", "event"), [("job", "delete"), ("event", "delete"), ("audit", "insert")])
def test_a_worker_killed_within_a_deletion_deletes_all_the_same(
    bulk: Bulk, another: Another, tmp_path: Path, table: str, event: str
) -> None:
    jobs = [bulk.completed() for _ in range(JOBS)]
    for job_id in jobs:
        bulk.storage.put(f"jobs/{job_id}/report.md", b"words", media_type="text/markdown")
    bulk.counted()
    operation_id = bulk.freeze("delete", "status=completed")
    dies_at(bulk, 4, table, event)
    assert work_and_die(bulk, another, operation_id) == 1
    assert bulk.operation(operation_id).done == JOBS
    assert bulk.value("select count(*) from jobs.job") == bulk.value("select count(*) from jobs.event") == 0
    assert bulk.value("select count(*) from jobs.audit where act = 'deleted'") == JOBS
    assert not list(tmp_path.rglob("report.md"))


def test_workers_side_by_side_do_nothing_twice(bulk: Bulk, another: Another) -> None:
    bulk.execute("""
        insert into jobs.event (id, name, data, ts) select n::text, 'x', '{}', now() from generate_series(1, 400) n;
        insert into jobs.job (id, pipeline, event_id, status, run_at, finished_at)
        select jobs.new_id(), 'news-analyzer', n::text, 'failed', now(), now() from generate_series(1, 400) n""")
    operations = [bulk.freeze(), bulk.freeze(rate="500/s")]
    faults: list[BaseException] = []

    def work(connection: Connection) -> None:
        worker, pulse = bulk.worker(connection), Pulse("bulk_worker", 60)
        try:
            while connection.execute(
                "select count(*) from jobs.operation where ended_at is null"
            ).fetchone() != (0,):
                time.sleep(min(worker.turn(pulse), 0.01))
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=[another()]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    for operation_id in operations:
        assert bulk.operation(operation_id).done == 400
        query = "select count(*), count(distinct rerun_of) from jobs.job where operation = %s"
        assert bulk.execute(query, [operation_id]).fetchone() == (400, 400)


def test_whoever_finds_an_operation_locked_works_on_the_next(bulk: Bulk, another: Another) -> None:
    bulk.failed()
    held, free = bulk.freeze(), bulk.freeze()
    holder = another()
    with holder.transaction():
        holder.execute("select from jobs.operation where id = %s for update", [held])
        assert bulk.work(free).done == 1
        assert bulk.operation(held).state == "working"
    assert bulk.work(held).done == 1


def test_an_operation_that_cannot_go_on_says_why_and_holds_up_no_other(bulk: Bulk) -> None:
    bulk.completed()
    bulk.failed()
    bulk.counted()
    deletion, rerun = bulk.freeze("delete", "status=completed"), bulk.freeze()
    storage = bulk.storage
    bulk.storage = type(storage)("nowhere://")
    worker, pulse = bulk.worker(), Pulse("bulk_worker", 60)
    worker.turn(pulse)
    assert bulk.operation(deletion).problem == "storage_url"
    assert bulk.operation(rerun).state == "done"
    bulk.storage = storage
    assert (bulk.work(deletion).done, bulk.operation(deletion).problem) == (1, None)
