"""Ids are UUIDs of version 7: they sort by time."""

from __future__ import annotations

import time
import uuid

from tests.support.rows import Rows


def test_is_version_7_and_names_the_time(rows: Rows) -> None:
    before = time.time_ns() // 1_000_000
    ids = [uuid.UUID(str(rows.value("select jobs.new_id()"))) for _ in range(50)]
    after = time.time_ns() // 1_000_000
    assert {one.version for one in ids} == {7}
    assert {one.variant for one in ids} == {uuid.RFC_4122}
    assert all(before - 1 <= one.int >> 80 <= after + 1 for one in ids)
    assert len(set(ids)) == 50


def test_sorts_by_time(rows: Rows) -> None:
    ids = []
    for _ in range(20):
        ids.append(rows.value("select jobs.new_id()"))
        time.sleep(0.002)
    assert ids == sorted(ids)


def test_what_is_made_one_after_the_other_sorts_so_within_a_millisecond_too(rows: Rows) -> None:
    made = rows.value(
        "select array_agg(made.id order by made.place) from ("
        " select i as place, jobs.new_id() as id, pg_sleep(0.000002) from generate_series(1, 2000) i) made"
    )
    assert made == sorted(made)


def test_jobs_of_one_transaction_are_taken_in_the_order_in_which_they_were_sent(rows: Rows) -> None:
    with rows.connection.transaction():
        jobs = [rows.enqueue() for _ in range(50)]
    assert [row["id"] for row in rows.claim(50)] == jobs
