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
