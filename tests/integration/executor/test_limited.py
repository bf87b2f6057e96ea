"""Jobs with limits on a running executor: never more at work than may be, and a batch reads all of its events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.integration.executor.conftest import process
from tests.support.rows import know
from tests.support.trials import Trials, hosting, write_templates
from tests.support.waiting import until

LIVE = """
    select coalesce(max(held), 0) from (
        select count(*) as held from jobs.job j join jobs.event e on e.id = j.event_id
        where j.status in ('dispatched', 'running') group by e.tenant) live
"""


@pytest.fixture(scope="module")
def limited(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    folder = tmp_path_factory.mktemp("limited")

    def batch(template: dict[str, Any]) -> None:
        [main] = [part for part in template["spec"]["templates"] if part["name"] == "main"]
        main["dag"]["tasks"][1] |= {"name": "process-batch", "template": "process-batch"}
        process(template)["container"]["command"][-1] = "process-batch"
        process(template)["name"] = "process-batch"

    write_templates(folder, batch=batch)
    told = {
        "limits": [
            {"name": "tenant", "kind": "concurrent", "n": 2, "path": ["tenant"]},
            {"name": "together", "kind": "batch", "n": 3, "every": 3600},
        ],
        "pipelines": {"trial": {"limits": ["tenant"]}, "batch": {"limits": ["together"]}},
    }
    with hosting(database_url, folder, 200.0), Trials.at(database_url) as trials:
        know(trials.connection, "batch")
        trials.execute("select jobs.declare_limits(%s)", [Jsonb(told)])
        yield trials


def test_no_tenant_has_more_at_work_than_its_limit(limited: Trials) -> None:
    jobs = [
        limited.enqueue({"n": number}, options={"tenant": "ab"[number % 2]}, pipeline="trial")
        for number in range(16)
    ]
    most = []

    def ended() -> bool:
        most.append(limited.value(LIVE))
        return bool(
            limited.value("select bool_and(status = 'completed') from jobs.job where id = any (%s)", jobs)
        )

    until(ended)
    assert max(most) <= 2
    assert 2 in most


def test_a_step_that_asks_for_events_gets_those_of_its_batch(limited: Trials) -> None:
    jobs = [limited.enqueue({"n": number}, pipeline="batch") for number in (1, 10, 100)]
    assert limited.wait(*jobs) == ["completed", "skipped", "skipped"]
    sum_of = "select data from jobs.output where job_id = %s and step = 'process-batch'"
    assert limited.value(sum_of, jobs[0]) == {"sum": 111}
