"""The Kubernetes API, the reconciler or PostgreSQL's connection is away for a while: nothing is concluded from it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from pipelines.control.dispatcher import Dispatcher
from pipelines.control.executors.kubernetes import kubernetes
from pipelines.control.reconciler.reconciler import Reconciler
from steps.core.logs.lines import json_line
from tests.integration.reconciler.api import Api
from tests.integration.reconciler.conftest import BUDGETS, Table, by_hand, client_of, running
from tests.support.waiting import until

Reconciling = Callable[[], Any]
DOWN = (503, "etcdserver: leader changed")


def at_work(table: Table, api: Api) -> str:
    job = table.dispatch()
    api.create(by_hand(job, f"trial-{job}"))
    table.begin(job, workflow=f"trial-{job}")
    return job


def test_an_api_that_is_away_settles_nothing(table: Table, api: Api, reconciling: Reconciling) -> None:
    job, unrung = at_work(table, api), table.dispatch()
    with reconciling():
        until(lambda: any("watch=" in asked for asked in api.requests))
        api.answer = DOWN
        time.sleep(0.3)
        api.begin(f"trial-{job}", ago=500)
        for one in (job, unrung):
            table.age(one, 500)
        time.sleep(1.5)
        assert (table.one(job)["status"], table.one(unrung)["status"]) == ("running", "dispatched")
        api.answer = None
        table.until(job, status="failed")
        until(lambda: f"trial-{unrung}" in api.names())
        assert table.one(unrung)["status"] == "dispatched"


def test_a_cluster_that_lost_its_memory_gets_a_new_generation(
    table: Table, api: Api, reconciling: Reconciling
) -> None:
    job = at_work(table, api)
    with reconciling():
        until(lambda: any("watch=" in asked for asked in api.requests))
        api.answer = DOWN
        time.sleep(0.5)
        api.lose_everything()
        api.answer = None
        table.age(job, 11)
        row = table.until(job, generation=1, workflow=f"trial-{job}-1")
        until(lambda: api.names() == [f"trial-{job}-1"])
        assert row["status"] == "running"
        assert table.attempts(job) == [(1, "lost", None, "lost")]
        assert table.begin(job, workflow=f"trial-{job}") == "taken"
        assert table.begin(job, workflow=f"trial-{job}-1") == "run"


def test_a_job_that_is_lost_again_and_again_fails(table: Table, api: Api, reconciling: Reconciling) -> None:
    job = at_work(table, api)
    table.connection.execute("update jobs.job set generation = 2 where id = %s", [job])
    table.connection.execute("update jobs.attempt set generation = 2")
    table.age(job, 11)
    api.lose_everything()
    with reconciling():
        assert table.until(job, status="failed")["error"]["code"] == "workflow_lost"


def test_what_happened_while_nobody_looked_is_settled_at_the_next_start(
    table: Table, api: Api, reconciling: Reconciling
) -> None:
    with reconciling():
        jobs = [at_work(table, api) for _ in range(3)]
    api.update(f"trial-{jobs[0]}", phase="Succeeded")
    api.update(f"trial-{jobs[1]}", phase="Failed")
    table.connection.execute("select jobs.finish(%s, 'completed')", [jobs[2]])
    api.delete(f"trial-{jobs[2]}")
    table.age(jobs[2], 11)
    with reconciling():
        table.until(jobs[0], status="completed")
        table.until(jobs[1], status="failed")
        until(lambda: table.one(jobs[2])["workflow_ended_at"])


def test_a_watch_that_grew_too_old_starts_over(table: Table, api: Api, reconciling: Reconciling) -> None:
    job = at_work(table, api)
    api.forgotten = api.version + 1  # the next watch gets 410
    with reconciling():
        time.sleep(0.5)
        api.forgotten = 0
        api.update(f"trial-{job}", phase="Succeeded")
        table.until(job, status="completed")


def test_another_takes_the_lead_when_the_leader_loses_postgres(
    table: Table, api: Api, database_url: str, server_url: str, reconciling: Reconciling
) -> None:
    leaders = (
        "select array_agg(pid) from pg_locks where locktype = 'advisory' and classid = jobs.lock_class() + 1"
    )
    others = Reconciler(database_url, client_of(api), BUDGETS, sweep_seconds=1)
    with reconciling(), running(others.run):
        until(lambda: table.connection.execute(leaders).fetchone() != (None,))
        [[first]] = table.connection.execute(leaders).fetchall()
        assert len(first) == 1
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute("select pg_terminate_backend(%s)", first)
        until(lambda: table.connection.execute(leaders).fetchone() not in [(None,), (first,)])
        job = table.dispatch()
        api.create(by_hand(job, f"trial-{job}"))
        api.update(f"trial-{job}", phase="Error", message="refused")
        table.until(job, status="failed")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((403, '{"kind": "Status", "reason": "Forbidden"}'), "service account needs"),
        ((404, "404 page not found"), "install Argo Workflows"),
        ((503, "busy"), "answered 503"),
    ],
)
def test_a_cluster_that_refuses_fails_no_job(
    table: Table,
    api: Api,
    database_url: str,
    reconciling: Reconciling,
    caplog: pytest.LogCaptureFixture,
    answer: tuple[int, str],
    said: str,
) -> None:
    api.answer = answer
    dispatcher = Dispatcher(database_url, kubernetes(client_of(api)), BUDGETS, live_workflows=50)
    with running(dispatcher.run), reconciling():
        job = table.send()
        table.until(job, status="dispatched")
        until(lambda: said in "\n".join(map(json_line, caplog.records)))
        api.answer = None
        table.age(job, 11)
        until(lambda: api.names() == [f"trial-{job}"])
    assert table.one(job)["status"] == "dispatched"


def test_a_job_that_the_cluster_refuses_for_good_fails(
    table: Table, api: Api, database_url: str, reconciling: Reconciling
) -> None:
    api.answer = (422, '{"kind": "Status", "reason": "Invalid"}')
    dispatcher = Dispatcher(database_url, kubernetes(client_of(api)), BUDGETS, live_workflows=50)
    with running(dispatcher.run):
        job = table.send()
        assert table.until(job, status="failed")["error"]["code"] == "workflow_refused"
