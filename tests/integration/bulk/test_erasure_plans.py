"""Whose jobs an erasure cancels does not depend on how PostgreSQL finds them."""

from __future__ import annotations

import pytest

from pipelines.operations.bulk.erasing import Person, begin_erasure
from tests.integration.bulk.conftest import ANA, Bulk

PLANS = {
    "as_it_comes": (),
    "each_table_first": ("indexscan", "bitmapscan", "nestloop"),
    "merged": ("hashjoin", "nestloop"),
}


@pytest.mark.parametrize("plan", PLANS)
def test_jobs_of_others_go_on_whatever_the_plan(bulk: Bulk, plan: str) -> None:
    others = [bulk.enqueue(options={"tenant": f"other{n}"}) for n in range(3)]
    working = bulk.running(options={"tenant": "other9"})
    mine = bulk.enqueue(options={"tenant": "victim"})
    bulk.execute("analyze jobs.job")
    for path in PLANS[plan]:
        bulk.execute(f"set enable_{path} = off")
    operation_id = begin_erasure(bulk.connection, Person("victim", "tenant"), ANA, None)
    assert [bulk.status(one) for one in others] == ["queued"] * 3
    assert (bulk.status(working), bulk.status(mine)) == ("running", "cancelled")
    acts = bulk.select("select act, job_id from jobs.audit where act = 'cancelled'")
    assert [row["job_id"] for row in acts] == [mine]
    assert bulk.value("select receipt ->> 'cancelled' from jobs.operation where id = %s", operation_id) == "1"
