"""The state machine in PostgreSQL: what only a real database shows, locks, transactions, plans and concurrency."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg import errors
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from steps.core.migrate import migrate, migrations

Connection = psycopg.Connection[Any]
JOB, STEP = "news-analyzer", "process-news-analyzer"


@pytest.fixture(autouse=True)
def empty(connection: Connection) -> None:
    connection.execute("truncate jobs.event cascade")


@pytest.fixture
def connect(database_url: str) -> Iterator[Callable[[], Connection]]:
    """Opens further connections, as other processes would have them."""
    opened: list[Connection] = []

    def another() -> Connection:
        opened.append(psycopg.connect(database_url, autocommit=True))
        return opened[-1]

    yield another
    for connection in opened:
        connection.close()


def value(connection: Connection, query: str, *params: Any) -> Any:
    row = connection.execute(query, params).fetchone()
    return row[0] if row else None


def rows(connection: Connection, query: str, *params: Any) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, params).fetchall()


def enqueue(connection: Connection, data: Any = None, **named: Any) -> uuid.UUID:
    arguments = {"job": JOB, "data": Jsonb({"text": "x"} if data is None else data), **named}
    call = ", ".join(f"{name} => %({name})s" for name in arguments)
    found = connection.execute(f"select jobs.enqueue({call})", arguments).fetchone()
    assert found is not None
    return uuid.UUID(str(found[0]))


def claim(
    connection: Connection, places: int = 10, owner: int = 1, only_job: uuid.UUID | None = None
) -> list[dict[str, Any]]:
    return rows(
        connection,
        "select * from jobs.claim(%s, 'local', %s, %s, %s)",
        owner,
        places,
        Jsonb({JOB: 60}),
        only_job,
    )


def begin(connection: Connection, job_id: uuid.UUID, step: str = STEP) -> dict[str, Any]:
    (found,) = rows(connection, "select * from jobs.begin_attempt(%s, %s, 'host', 1)", job_id, step)
    return found


def end(
    connection: Connection, job_id: uuid.UUID, number: int = 1, status: str = "completed", *, step: str = STEP,
    output: Any = None, error: Any = None, verdict: str | None = None,
) -> bool:  # fmt: skip
    return bool(value(
        connection, "select jobs.end_attempt(%s, %s, %s, %s, %s, %s, %s, 'log', %s)", job_id, step, number, status,
        0 if status == "completed" else 75, Jsonb(error) if error else None,
        Jsonb({"n": number} if output is None else output) if status == "completed" else None, verdict,
    ))  # fmt: skip


def finish(connection: Connection, job_id: uuid.UUID, status: str = "completed", error: Any = None) -> bool:
    return bool(
        value(connection, "select jobs.finish(%s, %s, %s)", job_id, status, Jsonb(error) if error else None)
    )


def job(connection: Connection, job_id: uuid.UUID) -> dict[str, Any]:
    (found,) = rows(connection, "select * from jobs.job where id = %s", job_id)
    return found


def attempts(connection: Connection, job_id: uuid.UUID) -> list[tuple[str, int, str]]:
    query = "select step, number, status from jobs.attempt where job_id = %s order by step, number"
    return [(row["step"], row["number"], row["status"]) for row in rows(connection, query, job_id)]


def hold(connection: Connection, owner: int) -> None:
    connection.execute("select pg_advisory_lock(jobs.lock_class(), %s)", [owner])


class TestMigrations:
    def test_each_is_applied_once(self, connection: Connection) -> None:
        assert migrate(connection) == []
        names = [row["name"] for row in rows(connection, "select name from jobs.migration order by name")]
        assert names == [name for name, _ in migrations()]

    def test_names_are_numbered_without_a_gap(self) -> None:
        numbers = [int(name.split("_")[0]) for name, _ in migrations()]
        assert numbers == list(range(1, len(numbers) + 1))

    def test_any_number_of_processes_may_migrate_at_once(self, server_url: str) -> None:
        name = f"test_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(f"create database {name}")
            try:
                start = threading.Barrier(4)

                def run(_: int) -> list[str]:
                    with psycopg.connect(
                        server_url.replace("/postgres?", f"/{name}?"), autocommit=True
                    ) as connection:
                        start.wait()
                        return migrate(connection)

                with ThreadPoolExecutor(4) as pool:
                    applied = sorted(pool.map(run, range(4)), key=len)
            finally:
                admin.execute(f"drop database {name} with (force)")
        assert applied == [[], [], [], [name for name, _ in migrations()]]


class TestNewId:
    def test_is_version_7_and_names_the_time(self, connection: Connection) -> None:
        before = time.time_ns() // 1_000_000
        ids = [uuid.UUID(str(value(connection, "select jobs.new_id()"))) for _ in range(50)]
        after = time.time_ns() // 1_000_000
        assert {one.version for one in ids} == {7}
        assert {one.variant for one in ids} == {uuid.RFC_4122}
        assert all(before - 1 <= one.int >> 80 <= after + 1 for one in ids)
        assert len(set(ids)) == 50

    def test_sorts_by_time(self, connection: Connection) -> None:
        ids = []
        for _ in range(20):
            ids.append(value(connection, "select jobs.new_id()"))
            time.sleep(0.002)
        assert ids == sorted(ids)


class TestEnqueue:
    def test_writes_event_and_job(self, connection: Connection) -> None:
        job_id = enqueue(connection, {"text": "a", "n": 1}, ts="2026-01-31T09:30:00Z", priority=2)
        (event,) = rows(connection, "select * from jobs.event")
        assert (event["id"], event["name"]) == (str(job_id), "jobs/news-analyzer.requested")
        assert event["data"] == {"text": "a", "n": 1}
        assert event["ts"].isoformat().startswith("2026-01-31T")
        found = job(connection, job_id)
        assert (found["job"], found["status"], found["priority"], found["generation"]) == (
            JOB,
            "queued",
            2,
            0,
        )

    def test_same_event_again_answers_with_the_first_job(self, connection: Connection) -> None:
        first = enqueue(connection, {"text": "a"}, event_id="order-17")
        assert enqueue(connection, {"text": "b"}, event_id="order-17") == first
        assert enqueue(connection, {"text": "a"}, event_id="order-18") != first
        assert value(connection, "select data from jobs.event where id = 'order-17'") == {"text": "a"}
        assert value(connection, "select count(*) from jobs.job") == 2

    def test_same_event_from_two_connections_waits_and_answers_with_the_first_job(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        first, second = connect(), connect()
        with ThreadPoolExecutor(1) as pool:
            with first.transaction():
                mine = enqueue(first, event_id="same")
                theirs = pool.submit(enqueue, second, event_id="same")
                wait_for_lock(connection)
            assert theirs.result(timeout=10) == mine
        assert value(connection, "select count(*) from jobs.job") == 1

    def test_same_event_is_free_again_when_the_first_caller_rolls_back(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        first, second = connect(), connect()
        with ThreadPoolExecutor(1) as pool:
            with first.transaction(force_rollback=True):
                mine = enqueue(first, event_id="same")
                theirs = pool.submit(enqueue, second, event_id="same")
                wait_for_lock(connection)
            assert theirs.result(timeout=10) != mine
        assert rows(connection, "select id from jobs.job") == [{"id": theirs.result()}]

    def test_many_callers_with_one_event_make_one_job(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        with ThreadPoolExecutor(8) as pool:
            ids = list(pool.map(lambda one: enqueue(one, event_id="same"), [connect() for _ in range(8)]))
        assert len(set(ids)) == 1
        assert value(connection, "select count(*) from jobs.job") == 1

    def test_lives_and_dies_with_the_callers_transaction(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
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

    def test_dispatchers_hear_of_it_on_commit_only(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        listener, caller = connect(), connect()
        listener.execute("listen jobs_queued")
        with caller.transaction(force_rollback=True):
            enqueue(caller)
        assert list(listener.notifies(timeout=0.1)) == []
        enqueue(caller)
        assert [heard.channel for heard in listener.notifies(timeout=5, stop_after=1)] == ["jobs_queued"]

    @pytest.mark.parametrize("data", [[], [1], "text", 5, True, None])
    def test_data_that_is_no_object_is_refused(self, connection: Connection, data: Any) -> None:
        with pytest.raises(errors.InvalidParameterValue, match="must be a JSON object"):
            connection.execute("select jobs.enqueue('news-analyzer', %s)", [Jsonb(data)])
        with pytest.raises(errors.InvalidParameterValue, match="must be a JSON object"):
            connection.execute("select jobs.enqueue('news-analyzer', null)")
        assert value(connection, "select count(*) from jobs.event") == 0

    def test_a_mebibyte_is_taken_and_a_byte_more_is_not(self, connection: Connection) -> None:
        room = 1_048_576 - len('{"text": ""}')
        enqueue(connection, {"text": "x" * room})
        for text in ("x" * (room + 1), "ä" * (room // 2 + 1)):
            with pytest.raises(errors.InvalidParameterValue, match="documents"):
                enqueue(connection, {"text": text})
        assert value(connection, "select count(*) from jobs.event") == 1

    @pytest.mark.parametrize(
        "named",
        [{"job": "News"}, {"job": "x; drop"}, {"job": ""}, {"job": "a" * 42}, {"event_id": ""}, {"event_id": "x" * 201},
         {"priority": 4}, {"priority": -4}],
    )  # fmt: skip
    def test_name_id_and_priority_have_limits(self, connection: Connection, named: dict[str, Any]) -> None:
        with pytest.raises(errors.CheckViolation):
            enqueue(connection, **named)
        assert value(connection, "select count(*) from jobs.event") == 0


class TestClaim:
    def test_takes_the_due_jobs_by_priority_then_time(self, connection: Connection) -> None:
        def at(priority: int, seconds_ago: int) -> uuid.UUID:
            due = value(connection, "select now() - make_interval(secs => %s)", seconds_ago)
            return enqueue(connection, priority=priority, run_at=due)

        late_low, low, early, urgent, middle = at(-3, 9), at(-1, 99), at(0, 50), at(3, 1), at(0, 10)
        assert [row["id"] for row in claim(connection, 2)] == [urgent, early]
        assert [row["id"] for row in claim(connection, 5)] == [middle, low, late_low]

    def test_same_moment_is_served_in_order_of_arrival(self, connection: Connection) -> None:
        due = value(connection, "select now()")
        ids = [enqueue(connection, run_at=due) for _ in range(100)]
        first_come = sorted(ids)
        assert [row["id"] for row in claim(connection, 30)] == first_come[:30]
        assert [row["id"] for row in claim(connection, 100)] == first_come[30:]

    def test_job_of_the_future_waits(self, connection: Connection) -> None:
        later = enqueue(connection, run_at=value(connection, "select now() + interval '300 ms'"), priority=3)
        assert claim(connection) == []
        time.sleep(0.35)
        assert [row["id"] for row in claim(connection)] == [later]

    def test_claimed_job_says_who_runs_it_and_until_when(self, connection: Connection) -> None:
        job_id = enqueue(connection)
        (row,) = claim(connection, owner=7)
        assert (row["status"], row["owner"], row["executor"]) == ("dispatched", 7, "local")
        assert row["workflow"] == f"news-analyzer-{job_id}"
        assert (row["deadline_at"] - row["dispatched_at"]).total_seconds() == pytest.approx(60, abs=1)
        assert claim(connection) == []

    def test_job_without_a_budget_has_no_deadline(self, connection: Connection) -> None:
        enqueue(connection, job="unheard-of")
        (row,) = claim(connection)
        assert row["deadline_at"] is None

    def test_only_one_job_may_be_asked_for(self, connection: Connection) -> None:
        enqueue(connection, priority=3)
        wanted = enqueue(connection)
        assert [row["id"] for row in claim(connection, only_job=wanted)] == [wanted]
        assert claim(connection, only_job=wanted) == []

    def test_rows_that_another_claimer_holds_are_skipped(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        ids = [enqueue(connection) for _ in range(5)]
        other = connect()
        with other.transaction():
            assert [row["id"] for row in claim(other, 2)] == ids[:2]
            assert [row["id"] for row in claim(connection, 9)] == ids[2:]

    def test_claim_that_was_rolled_back_is_free_again(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        job_id = enqueue(connection)
        other = connect()
        with other.transaction(force_rollback=True):
            assert len(claim(other)) == 1
        assert [row["id"] for row in claim(connection)] == [job_id]

    def test_many_claimers_take_every_job_once(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        connection.execute(
            "select jobs.enqueue('news-analyzer', '{}', priority => n %% 7 - 3) from generate_series(1, 600) n",
            (),
        )

        def work(owner: int) -> list[uuid.UUID]:
            mine, own = connect(), []
            while taken := claim(mine, 7, owner):
                own += [row["id"] for row in taken]
            return own

        with ThreadPoolExecutor(4) as pool:
            shares = list(pool.map(work, range(1, 5)))
        taken = [job_id for share in shares for job_id in share]
        assert len(taken) == len(set(taken)) == 600
        assert value(connection, "select count(*) from jobs.job where status = 'dispatched'") == 600


class TestAttempts:
    def test_first_attempt_runs_and_the_job_with_it(self, connection: Connection) -> None:
        job_id = enqueue(connection, {"text": "a"})
        claim(connection)
        opened = begin(connection, job_id)
        assert (opened["outcome"], opened["number"], opened["data"], opened["outputs"]) == (
            "run",
            1,
            {"text": "a"},
            {},
        )
        assert job(connection, job_id)["status"] == "running"
        assert job(connection, job_id)["started_at"] is not None

    def test_finished_step_is_done_and_its_output_comes_along(self, connection: Connection) -> None:
        job_id = enqueue(connection)
        begin(connection, job_id, "validate-job")
        assert end(connection, job_id, step="validate-job", output={"pages": 3})
        again = begin(connection, job_id, "validate-job")
        assert (again["outcome"], again["outputs"]) == ("done", {"validate-job": {"pages": 3}})
        following = begin(connection, job_id)
        assert (following["outcome"], following["outputs"]) == ("run", {"validate-job": {"pages": 3}})
        assert attempts(connection, job_id) == [(STEP, 1, "running"), ("validate-job", 1, "completed")]

    def test_failed_attempt_is_followed_by_the_next_number(self, connection: Connection) -> None:
        job_id = enqueue(connection)
        for number in (1, 2, 3):
            assert begin(connection, job_id)["number"] == number
            assert end(
                connection, job_id, number, "failed", error={"code": "x", "message": "y", "retryable": True}
            )
        assert [status for _, _, status in attempts(connection, job_id)] == ["failed"] * 3
        assert value(connection, "select count(*) from jobs.output") == 0
        assert job(connection, job_id)["status"] == "running"

    def test_attempt_that_somebody_took_over_cannot_be_ended_by_its_former_owner(
        self, connection: Connection
    ) -> None:
        job_id = enqueue(connection)
        begin(connection, job_id)
        assert begin(connection, job_id)["number"] == 2
        for status in ("completed", "failed", "waiting"):
            assert not end(connection, job_id, 1, status, output={"by": "former"}, verdict="completed")
        assert attempts(connection, job_id) == [(STEP, 1, "lost"), (STEP, 2, "running")]
        assert job(connection, job_id)["status"] == "running"
        assert end(connection, job_id, 2, output={"by": "new"})
        assert value(connection, "select data from jobs.output") == {"by": "new"}

    def test_attempt_ends_once(self, connection: Connection) -> None:
        job_id = enqueue(connection)
        begin(connection, job_id)
        assert end(connection, job_id, output={"first": True})
        assert not end(connection, job_id, output={"first": False})
        assert not end(connection, job_id, status="failed")
        assert value(connection, "select data from jobs.output") == {"first": True}

    def test_verdict_output_and_status_are_one_transaction(self, connection: Connection) -> None:
        job_id = enqueue(connection)
        begin(connection, job_id)
        with pytest.raises(errors.InvalidParameterValue, match="no final status"):
            end(connection, job_id, verdict="nearly")
        assert attempts(connection, job_id) == [(STEP, 1, "running")]
        assert value(connection, "select count(*) from jobs.output") == 0
        assert end(connection, job_id, verdict="completed")
        assert job(connection, job_id)["status"] == "completed"

    def test_unknown_job_is_missing(self, connection: Connection) -> None:
        assert begin(connection, uuid.uuid4())["outcome"] == "missing"
        assert not end(connection, uuid.uuid4())
        assert not finish(connection, uuid.uuid4())

    def test_dead_process_is_buried_once(self, connection: Connection) -> None:
        job_id = enqueue(connection)
        begin(connection, job_id)
        bury = 'select jobs.bury_attempt(%s, %s, 137, \'{"code": "killed"}\')'
        connection.execute(bury, [job_id, STEP])
        assert not end(connection, job_id)
        assert attempts(connection, job_id) == [(STEP, 1, "failed")]
        assert begin(connection, job_id)["number"] == 2

    def test_two_processes_that_begin_at_once_get_two_numbers(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        job_id = enqueue(connection)
        with ThreadPoolExecutor(6) as pool:
            opened = list(pool.map(lambda one: begin(one, job_id)["number"], [connect() for _ in range(6)]))
        assert sorted(opened) == [1, 2, 3, 4, 5, 6]
        running = [number for _, number, status in attempts(connection, job_id) if status == "running"]
        assert running == [6]


class TestFinal:
    @pytest.mark.parametrize("status", ["completed", "failed", "cancelled", "skipped"])
    def test_final_job_never_changes(self, connection: Connection, status: str) -> None:
        job_id = enqueue(connection)
        claim(connection)
        begin(connection, job_id)
        assert finish(connection, job_id, status, {"code": "x"})
        before = job(connection, job_id)
        assert not end(connection, job_id, verdict="completed")
        assert begin(connection, job_id)["outcome"] == "final"
        assert begin(connection, job_id, "another-step")["outcome"] == "final"
        assert claim(connection) == []
        assert rows(connection, "select * from jobs.adopt(99, 10)") == []
        for other in ("completed", "failed", "cancelled", "skipped"):
            assert not finish(connection, job_id, other)
        assert job(connection, job_id) == before

    def test_attempts_still_running_are_lost_when_the_job_becomes_final(self, connection: Connection) -> None:
        job_id = enqueue(connection)
        begin(connection, job_id)
        finish(connection, job_id, "cancelled")
        assert attempts(connection, job_id) == [(STEP, 1, "lost")]

    def test_no_other_status_is_final(self, connection: Connection) -> None:
        job_id = enqueue(connection)
        for status in ("queued", "dispatched", "running", "", "done"):
            with pytest.raises(errors.InvalidParameterValue):
                finish(connection, job_id, status)

    def test_one_of_many_callers_makes_it_final(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        job_id = enqueue(connection)
        with ThreadPoolExecutor(6) as pool:
            done = list(pool.map(lambda one: finish(one, job_id), [connect() for _ in range(6)]))
        assert done.count(True) == 1

    def test_listeners_hear_which_job_ended(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        listener = connect()
        listener.execute("listen jobs_finished")
        job_id = enqueue(connection)
        finish(connection, job_id)
        assert [heard.payload for heard in listener.notifies(timeout=5, stop_after=1)] == [str(job_id)]

    def test_cancelling_and_ending_at_once_never_block_each_other(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        one, other = connect(), connect()
        with ThreadPoolExecutor(2) as pool:
            for _ in range(150):
                job_id = enqueue(connection)
                begin(connection, job_id)
                start = threading.Barrier(2)

                def at_once(act: Callable[[], bool], start: threading.Barrier = start) -> bool:
                    start.wait()
                    return act()

                ended = pool.submit(at_once, lambda job_id=job_id: end(one, job_id, verdict="completed"))
                cancelled = pool.submit(at_once, lambda job_id=job_id: finish(other, job_id, "cancelled"))
                assert ended.result(timeout=10) + cancelled.result(timeout=10) == 1


class TestAdopt:
    def test_takes_over_only_jobs_whose_owner_holds_no_lock(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        alive = connect()
        hold(alive, 1)
        enqueue(connection)
        claim(connection, owner=1)
        orphan = enqueue(connection)
        claim(connection, owner=2)
        begin(connection, orphan)
        hold(connection, 3)
        (taken,) = rows(connection, "select * from jobs.adopt(3, 10)")
        assert (taken["id"], taken["owner"], taken["generation"]) == (orphan, 3, 1)
        assert taken["workflow"] == f"news-analyzer-{orphan}-1"
        assert taken["status"] == "running"
        assert attempts(connection, orphan) == [(STEP, 1, "lost")]
        assert not end(connection, orphan, 1)
        assert rows(connection, "select * from jobs.adopt(3, 10)") == []
        connection.execute("select pg_advisory_unlock_all()")

    def test_owner_that_dies_leaves_its_jobs_to_others(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        owner = connect()
        hold(owner, 5)
        enqueue(connection)
        claim(connection, owner=5)
        assert rows(connection, "select * from jobs.adopt(6, 10)") == []
        owner.close()
        deadline = time.monotonic() + 5
        while (
            not (taken := rows(connection, "select * from jobs.adopt(6, 10)")) and time.monotonic() < deadline
        ):
            time.sleep(0.02)
        assert [row["owner"] for row in taken] == [6]

    def test_lock_of_another_kind_or_database_does_not_count(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        other = connect()
        other.execute("select pg_advisory_lock(8)")
        other.execute("select pg_advisory_lock(1, 8)")
        enqueue(connection)
        claim(connection, owner=8)
        assert len(rows(connection, "select * from jobs.adopt(9, 10)")) == 1

    def test_finished_steps_stay_finished(self, connection: Connection) -> None:
        job_id = enqueue(connection)
        claim(connection, owner=2)
        begin(connection, job_id, "validate-job")
        end(connection, job_id, step="validate-job")
        rows(connection, "select * from jobs.adopt(3, 10)")
        assert begin(connection, job_id, "validate-job")["outcome"] == "done"

    def test_jobs_of_other_executors_are_left_alone(self, connection: Connection) -> None:
        enqueue(connection)
        rows(connection, "select * from jobs.claim(2, 'argo', 10, '{}')")
        assert rows(connection, "select * from jobs.adopt(3, 10)") == []

    def test_many_adopters_take_every_orphan_once(
        self, connection: Connection, connect: Callable[[], Connection]
    ) -> None:
        connection.execute("select jobs.enqueue('news-analyzer', '{}') from generate_series(1, 200)")
        assert len(claim(connection, 200, owner=2)) == 200

        def work(owner: int) -> list[uuid.UUID]:
            mine, own = connect(), []
            hold(mine, owner)
            while taken := rows(mine, "select * from jobs.adopt(%s, 3)", owner):
                own += [row["id"] for row in taken]
            return own

        with ThreadPoolExecutor(4) as pool:
            taken = [job_id for share in pool.map(work, range(11, 15)) for job_id in share]
        assert len(taken) == len(set(taken)) == 200
        assert value(connection, "select array_agg(distinct generation) from jobs.job") == [1]


class TestPlans:
    """10,000 queued and 100,000 finished jobs: what runs all the time may not read them all."""

    @pytest.fixture
    def crowd(self, connection: Connection) -> None:
        connection.execute("""
            set synchronous_commit = off;
            insert into jobs.event (id, name, data, ts)
            select n::text, 'x', '{}', now() from generate_series(1, 110000) n;
            insert into jobs.job (id, job, event_id, status, priority, run_at, finished_at, owner, executor)
            select jobs.new_id(), 'news-analyzer', n::text,
                case when n <= 100000 then 'completed' else 'queued' end, n % 7 - 3,
                now() - make_interval(secs => 110000 - n), case when n <= 100000 then now() end, 1, 'local'
            from generate_series(1, 110000) n;
            insert into jobs.attempt (job_id, step, number, generation, status)
            select id, 'process-news-analyzer', 1, 0, 'completed' from jobs.job where status = 'completed'""")

    @pytest.mark.parametrize("analyzed", [True, False])
    @pytest.mark.usefixtures("crowd")
    def test_hot_functions_never_scan_the_jobs(self, connection: Connection, *, analyzed: bool) -> None:
        if analyzed:
            connection.execute("analyze")
        before = scans(connection)
        (one,) = claim(connection, 1)
        assert len(claim(connection, 32)) == 32
        assert [row["id"] for row in claim(connection, 1, only_job=enqueue(connection))] != []
        assert len(rows(connection, "select * from jobs.adopt(2, 5)")) == 5
        begin(connection, one["id"])
        end(connection, one["id"], verdict="completed")
        finish(connection, enqueue(connection, event_id="new"), "cancelled")
        assert scans(connection) == before

    @pytest.mark.usefixtures("crowd")
    def test_claim_costs_the_same_whatever_the_queue_holds(self, connection: Connection) -> None:
        connection.execute("analyze jobs.job")
        body = value(connection, "select prosrc from pg_proc where oid = 'jobs.claim'::regproc")
        arguments = {"new_owner": "1", "new_executor": "'local'", "budgets": "'{}'::jsonb", "places": "32"}
        for name, known in {**arguments, "only_job": "null::uuid"}.items():
            body = body.replace(name, known)
        plan = value(connection, f"explain (analyze, buffers, format json) {body}")[0]["Plan"]
        nodes = list(walk(plan))
        assert "job_queue" in {node.get("Index Name") for node in nodes}
        assert not [
            node for node in nodes if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "job"
        ]
        assert max(node["Actual Rows"] * node["Actual Loops"] for node in nodes) <= 100
        assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 3000


def walk(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from walk(part)


def scans(connection: Connection) -> dict[str, int]:
    connection.execute("select pg_stat_force_next_flush()")
    connection.execute("select pg_stat_clear_snapshot()")
    query = "select relname, seq_scan from pg_stat_user_tables where relname in ('event', 'job', 'attempt')"
    return {row["relname"]: row["seq_scan"] for row in rows(connection, query)}


def wait_for_lock(connection: Connection) -> None:
    """Until some connection waits for another's transaction."""
    deadline = time.monotonic() + 10
    while not value(connection, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
