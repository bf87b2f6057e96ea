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
from tests.integration.reconciler.conftest import BUDGETS, by_hand, client_of
from tests.integration.reconciler.kubernetes_api import KubernetesApi
from tests.support.processes import in_thread, supervised
from tests.support.rows import Rows
from tests.support.waiting import until

Reconciling = Callable[[], Any]
DOWN = (503, "etcdserver: leader changed")


def at_work(table: Rows, api: KubernetesApi) -> str:
    job = table.dispatch("kubernetes")
    api.create(by_hand(job, f"trial-{job}"))
    table.begin(job, workflow=f"trial-{job}")
    return job


def test_an_api_that_is_away_settles_nothing(
    table: Rows, api: KubernetesApi, reconciling: Reconciling
) -> None:
    job, unrung = at_work(table, api), table.dispatch("kubernetes")
    with reconciling():
        until(lambda: any("watch=" in asked for asked in api.requests))
        api.answer = DOWN
        time.sleep(0.3)
        api.begin(f"trial-{job}", ago=500)
        for one in (job, unrung):
            table.age(one, 500)
        time.sleep(1.5)
        assert (table.job(job)["status"], table.job(unrung)["status"]) == ("running", "dispatched")
        api.answer = None
        table.until(job, status="failed")
        until(lambda: f"trial-{unrung}" in api.names())
        assert table.job(unrung)["status"] == "dispatched"


def test_a_cluster_that_lost_its_memory_gets_a_new_generation(
    table: Rows, api: KubernetesApi, reconciling: Reconciling
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
        assert table.outcomes(job) == [(1, "lost", None, "lost")]
        assert table.begin(job, workflow=f"trial-{job}")["outcome"] == "taken"
        assert table.begin(job, workflow=f"trial-{job}-1")["outcome"] == "run"


def test_a_job_that_is_lost_again_and_again_fails(
    table: Rows, api: KubernetesApi, reconciling: Reconciling
) -> None:
    job = at_work(table, api)
    table.execute("update jobs.job set generation = 2 where id = %s", [job])
    table.execute("update jobs.attempt set generation = 2")
    table.age(job, 11)
    api.lose_everything()
    with reconciling():
        assert table.until(job, status="failed")["error"]["code"] == "workflow_lost"


def test_what_happened_while_nobody_looked_is_settled_at_the_next_start(
    table: Rows, api: KubernetesApi, reconciling: Reconciling
) -> None:
    with reconciling():
        jobs = [at_work(table, api) for _ in range(3)]
    api.update(f"trial-{jobs[0]}", phase="Succeeded")
    api.update(f"trial-{jobs[1]}", phase="Failed")
    table.execute("select jobs.finish(%s, 'completed')", [jobs[2]])
    api.delete(f"trial-{jobs[2]}")
    table.age(jobs[2], 11)
    with reconciling():
        table.until(jobs[0], status="completed")
        table.until(jobs[1], status="failed")
        until(lambda: table.job(jobs[2])["workflow_ended_at"])


def test_a_watch_that_grew_too_old_starts_over(
    table: Rows, api: KubernetesApi, reconciling: Reconciling
) -> None:
    job = at_work(table, api)
    api.forgotten = api.version + 1  # the next watch gets 410
    with reconciling():
        time.sleep(0.5)
        api.forgotten = 0
        api.update(f"trial-{job}", phase="Succeeded")
        table.until(job, status="completed")


def test_another_takes_the_lead_when_the_leader_loses_postgres(
    table: Rows, api: KubernetesApi, database_url: str, server_url: str, reconciling: Reconciling
) -> None:
    leaders = (
        "select array_agg(pid) from pg_locks where locktype = 'advisory' and classid = jobs.lock_class() + 1"
    )
    others = Reconciler(database_url, client_of(api), BUDGETS, sweep_seconds=1)
    with reconciling(), in_thread(supervised(others.start)):
        until(lambda: table.execute(leaders).fetchone() != (None,))
        [[first]] = table.execute(leaders).fetchall()
        assert len(first) == 1
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute("select pg_terminate_backend(%s)", first)
        until(lambda: table.execute(leaders).fetchone() not in [(None,), (first,)])
        job = table.dispatch("kubernetes")
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
    table: Rows,
    api: KubernetesApi,
    database_url: str,
    reconciling: Reconciling,
    caplog: pytest.LogCaptureFixture,
    answer: tuple[int, str],
    said: str,
) -> None:
    api.answer = answer
    dispatcher = Dispatcher(database_url, kubernetes(client_of(api)), BUDGETS, live_workflows=50)
    with in_thread(supervised(dispatcher.start)), reconciling():
        job = table.enqueue()
        table.until(job, status="dispatched")
        until(lambda: said in "\n".join(map(json_line, caplog.records)))
        api.answer = None
        table.age(job, 11)
        until(lambda: api.names() == [f"trial-{job}"])
    assert table.job(job)["status"] == "dispatched"


def test_a_job_that_the_cluster_refuses_for_good_fails(
    table: Rows, api: KubernetesApi, database_url: str, reconciling: Reconciling
) -> None:
    api.answer = (422, '{"kind": "Status", "reason": "Invalid"}')
    dispatcher = Dispatcher(database_url, kubernetes(client_of(api)), BUDGETS, live_workflows=50)
    with in_thread(supervised(dispatcher.start)):
        job = table.enqueue()
        assert table.until(job, status="failed")["error"]["code"] == "workflow_refused"


def test_a_workflow_that_nobody_can_read_harms_only_itself(
    table: Rows, api: KubernetesApi, reconciling: Reconciling
) -> None:
    odd, other = at_work(table, api), at_work(table, api)
    with reconciling():
        until(lambda: any("watch=" in asked for asked in api.requests))
        for broken in ({"startedAt": "at noon"}, {"nodes": ["none"]}):
            api.update(f"trial-{odd}", **broken)
            api.told()
        time.sleep(1.5)  # a list as well
        assert (table.job(odd)["status"], table.job(odd)["generation"]) == ("running", 0)
        api.update(f"trial-{other}", phase="Succeeded")
        table.until(other, status="completed")
        api.update(f"trial-{odd}", startedAt=None, nodes=None, phase="Succeeded")
        table.until(odd, status="completed")


def test_a_list_that_breaks_the_informer_leaves_it_blind_for_a_while_alone(
    table: Rows, api: KubernetesApi, reconciling: Reconciling, caplog: pytest.LogCaptureFixture
) -> None:
    job = at_work(table, api)
    api.answer = (200, '{"items": {}}')
    with reconciling():
        until(lambda: "informer_failed" in caplog.text)
        time.sleep(0.3)
        assert table.job(job)["status"] == "running"
        api.answer = None
        api.update(f"trial-{job}", phase="Succeeded")
        table.until(job, status="completed")


@pytest.mark.parametrize("deadline", ["infinity", "-infinity", "0001-01-01T00:00:00+05:00"])
def test_a_time_that_no_clock_has_harms_nobody(
    table: Rows, api: KubernetesApi, reconciling: Reconciling, deadline: str
) -> None:
    odd, other = at_work(table, api), at_work(table, api)
    table.execute("update jobs.job set deadline_at = %s where id = %s", [deadline, odd])
    with reconciling():
        for job in (other, odd):
            api.update(f"trial-{job}", phase="Succeeded")
        done = "select count(*) = 2 from jobs.job where id = any(%s::uuid[]) and status = 'completed'"
        until(lambda: table.value(done, [odd, other]))


def test_a_read_only_spell_keeps_the_lead(
    table: Rows, api: KubernetesApi, server_url: str, reconciling: Reconciling
) -> None:
    leader = "select pid from pg_locks where locktype = 'advisory' and classid = jobs.lock_class() + 1 and objid = 2"
    job = at_work(table, api)
    with reconciling(), psycopg.connect(server_url, autocommit=True) as admin:
        until(lambda: any("watch=" in asked for asked in api.requests))
        led = until(lambda: table.value(leader))
        admin.execute("set default_transaction_read_only = off")
        try:
            admin.execute("alter system set default_transaction_read_only = on")
            admin.execute("select pg_reload_conf()")
            until(lambda: table.value("show transaction_read_only") == "on")
            api.update(f"trial-{job}", phase="Succeeded")
            time.sleep(1.5)
            assert table.job(job)["status"] == "running"
        finally:
            admin.execute("alter system reset default_transaction_read_only")
            admin.execute("select pg_reload_conf()")
        table.until(job, status="completed")
        assert table.value(leader) == led
