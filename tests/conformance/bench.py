"""python -m tests.conformance.bench: what a job costs on the test cluster beside pods that only say hello.

Each round runs a one-pod hello, a one-pod job, a three-pod hello and a three-pod job, one after the other, so that all
see the same machine. Then thirty jobs are asked for, one a second, to see how soon each one's Workflow is there.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from pipelines.control.embedded import start_postgres
from steps.core.migrate import migrate
from tests.conformance import cluster
from tests.conformance.cases import CASES, IMAGE
from tests.conformance.proxy import reachable
from tests.e2e.kube import Kube, eventually
from tests.e2e.test_overhead import hello, seconds_of

ROUNDS, RINGS = 6, 30
THREE, ONE = "conf-success", "conf-one-success"


@contextmanager
def database() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="jobs-postgres-", ignore_cleanup_errors=True) as folder:
        server = start_postgres(Path(folder) / "data")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            migrate(connection)
        yield server.get_uri()
        server.cleanup()


def enqueue(url: str, job: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("select jobs.enqueue(%s, '{}')::text", [job]).fetchone()
        assert row
        return str(row[0])


def ended(kube: Kube, name: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        there = kube.try_("get", "workflow", name, "-o", "name")
        found = kube.get("workflow", name) if there else {}
        return found if found.get("status", {}).get("finishedAt") else None

    found: dict[str, Any] = eventually(look, f"{name} has ended", 180)
    assert found["status"]["phase"] == "Succeeded", found["status"].get("message")
    return found


def beside_hello(kube: Kube, url: str, job: str, pods: int, n: int) -> tuple[float, float]:
    """Seconds of a job and of as many hello pods."""
    said = hello(f"hello-{pods}-{n}", pods)
    said["spec"]["templates"][1]["container"]["image"] = IMAGE
    kube.apply(said)
    bare = seconds_of(ended(kube, said["metadata"]["name"]))
    return seconds_of(ended(kube, f"{job}-{enqueue(url, job)}")), bare


def ring_seconds(kube: Kube, url: str) -> list[float]:
    """From the commit of each job to its Workflow's creation, as the API server's own watch tells."""
    from kubernetes import client, config, watch

    config.load_kube_config()
    api, took, asked = client.CustomObjectsApi(), [], {}
    stream = watch.Watch().stream(
        api.list_namespaced_custom_object, "argoproj.io", "v1alpha1", kube.namespace, "workflows",
        label_selector=f"job={ONE}", timeout_seconds=RINGS * 2 + 30,
    )  # fmt: skip
    for event in stream:
        name = event["object"]["metadata"]["name"]
        if event["type"] == "ADDED" and name in asked:
            took.append(time.monotonic() - asked.pop(name))
        if not asked:
            if len(took) == RINGS:
                break
            time.sleep(0.7)
            began = time.monotonic()
            asked[f"{ONE}-{enqueue(url, ONE)}"] = began
    return took


def main() -> None:
    cases = [case for case in CASES if case.name in (THREE, ONE)]
    with database() as url, reachable(url, cluster.HOST) as port:
        kube = cluster.prepare(urlsplit(url).path.strip("/"), port, cases)
        with cluster.controlled(url, cases):
            for job, pods in ((ONE, 1), (THREE, 3)):
                pairs = [beside_hello(kube, url, job, pods, n) for n in range(ROUNDS)]
                ours, bare = (statistics.mean(column) for column in zip(*pairs, strict=True))
                print(
                    f"{pods} pod{'s'[: pods - 1]}: job {ours:.1f} s, hello {bare:.1f} s: {ours / bare:.2f} times"
                )
            took = sorted(ring_seconds(kube, url))
            p95 = took[int(len(took) * 0.95)]
            print(
                f"asked for to Workflow, direct: median {took[RINGS // 2] * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
            )


if __name__ == "__main__":
    main()
