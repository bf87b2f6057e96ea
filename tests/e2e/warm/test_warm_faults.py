"""What becomes of warm jobs whose process hangs, dies at their hands, or whose node is drained."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

import psutil
import pytest

from tests.e2e.installed import Installed
from tests.e2e.kube import Kube, eventually, run
from tests.e2e.warm.warm_pods import (
    DATA,
    PIPELINE,
    ended,
    handed_over_at_most,
    many,
    nothing_twice,
    settled,
    warm_pods,
)

HOLD = "begin; lock table jobs.provider_call in exclusive mode; select 'held';"
# What a crashed process asked for is still waited for, and would be written after all.
FORGET = """
    select pg_terminate_backend(pid) from pg_locks where not granted and relation = 'jobs.provider_call'::regclass
"""
WORKING = "select pid, host from jobs.attempt where job_id = %s and status = 'running' and number = %s"


@contextmanager
def held(kube: Kube) -> Iterator[None]:
    """No step can write that it is about to call a provider: each is at work until this ends, and none has called.

    By psql in the database's pod: a port-forward ends with all its connections when one of them breaks.
    """
    psql = ("psql", "-U", "jobs", "-d", "jobs", "-qAt", "-v", "ON_ERROR_STOP=1")
    with kube.start(
        "exec", "-i", "statefulset/background-jobs-postgresql", "--", *psql, stdin=subprocess.PIPE
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        print(HOLD, file=holder.stdin, flush=True)
        assert holder.stdout.readline() == "held\n"
        yield
        assert holder.poll() is None, "the lock was lost in the midst of the test"


def on_this_machine() -> list[psutil.Process]:
    """The processes of `bgjobs work`, where the cluster's only node is this machine."""
    found = [each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"]]
    return [each for each in found if each.info["cmdline"][-2:] == ["pipelines", "work"]]


def test_a_process_that_hangs_is_replaced_and_its_jobs_go_on(installed: Installed, kube: Kube) -> None:
    stopped = on_this_machine()
    if not stopped:
        pytest.skip("the warm processes are not on this machine: none of them could be stopped")
    with held(kube):
        ids = many(installed, PIPELINE, 20)
        running = "select 1 from jobs.job where id = any (%s) and status = 'running'"
        eventually(lambda: installed.rows(running, ids), "some of them run")
        for process in stopped:
            process.send_signal(signal.SIGSTOP)
    ended(installed, ids, 240)
    nothing_twice(installed, ids)
    assert len(warm_pods(kube)) == 2


def test_a_job_whose_process_crashes_twice_goes_to_a_pod(installed: Installed, kube: Kube) -> None:
    """Before it has called a provider: one that crashed twice in the midst of a paid call ends as `lost_again`."""
    with held(kube):
        job = installed.enqueue(PIPELINE, DATA)
        for number in (1, 2):
            [at_work] = eventually(
                partial(installed.rows, WORKING, job, number), f"attempt {number} is at work", 90
            )
            kube("exec", at_work["host"], "--", "python", "-c", f"import os; os.kill({at_work['pid']}, 11)")
            installed.rows(FORGET)
        eventually(lambda: installed.job(job)["moved"], "it goes on in a pod", 60)
    row = installed.final(job, 180)
    assert (row["status"], row["executor"]) == ("completed", "argo")


def test_a_drained_node_hands_its_jobs_over(installed: Installed, kube: Kube) -> None:
    """One node at the least must stay, so each pod is evicted as a drain does it, behind the disruption budget."""
    settled(installed, kube)
    ids = [installed.enqueue(PIPELINE, DATA) for _ in range(40)]
    for name in warm_pods(kube):
        eviction = {
            "apiVersion": "policy/v1",
            "kind": "Eviction",
            "metadata": {"name": name, "namespace": kube.namespace},
        }
        eventually(partial(evicted, kube, name, eviction), f"{name} may be evicted", 120)
        ids += [installed.enqueue(PIPELINE, DATA) for _ in range(10)]
    ended(installed, ids)
    nothing_twice(installed, ids)
    handed_over_at_most(installed, ids)


def evicted(kube: Kube, name: str, body: Mapping[str, object]) -> bool:
    """False while the budget refuses it."""
    path = f"/api/v1/namespaces/{kube.namespace}/pods/{name}/eviction"
    told = run("kubectl", "create", "--raw", path, "-f", "-", stdin=json.dumps(body), check=False)
    return "Success" in told
