"""python -m tests.conformance.bench: what a job costs on the test cluster beside pods that only say hello.

Thirty jobs are asked for, one after the other, to see how soon each one's Workflow is there. Then hello and job take
turns, in one pod and in three, so that both see the same machine.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from pipelines.control.reconciler.informer import Informer
from pipelines.control.workflows import connect
from pipelines.core.supervision.pulse import Pulse
from pipelines.runtime.embedded_postgres import start_postgres
from steps.core.postgres.migrate import migrate
from tests.conformance import cluster
from tests.conformance.cases import CASES, IMAGE
from tests.conformance.proxy import reachable
from tests.e2e.kube import Kube, eventually
from tests.e2e.test_overhead import hello, seconds_of
from tests.support.rows import Rows

ROUNDS, TRIGGERS = 4, 30
THREE, ONE = "conf-success", "conf-one-success"


@contextmanager
def database() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="jobs-postgres-", ignore_cleanup_errors=True) as folder:
        server = start_postgres(Path(folder) / "data")
        with psycopg.connect(server.url, autocommit=True) as connection:
            migrate(connection)
        yield server.url
        server.stop()


def enqueue(url: str, pipeline: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        return Rows(connection).enqueue({}, pipeline=pipeline)


def ended(kube: Kube, name: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        there = kube.try_("get", "workflow", name, "-o", "name")
        found = kube.get("workflow", name) if there else {}
        return found if found.get("status", {}).get("finishedAt") else None

    found: dict[str, Any] = eventually(look, f"{name} has ended", 180)
    assert found["status"]["phase"] == "Succeeded", found["status"].get("message")
    return found


def beside_hello(kube: Kube, url: str, pipeline: str, pods: int, n: int) -> tuple[float, float]:
    """Seconds of a job and of as many hello pods."""
    said = hello(f"hello-{pods}-{n}", pods)
    said["spec"]["templates"][1]["container"]["image"] = IMAGE
    kube.apply(said)
    bare = seconds_of(ended(kube, said["metadata"]["name"]))
    return seconds_of(ended(kube, f"{pipeline}-{enqueue(url, pipeline)}")), bare


def ring_seconds(kube: Kube, url: str) -> list[float]:
    """From before each job is asked for to when the API server's watch tells of its Workflow."""
    seen: dict[str, float] = {}
    informer = Informer(connect(kube.namespace), lambda: seen.update(_new(informer, seen)))
    stopped = threading.Event()
    threading.Thread(target=informer.look, args=[Pulse("informer", 60), stopped], daemon=True).start()
    took = []
    for _ in range(TRIGGERS):
        began = time.monotonic()
        name = f"{ONE}-{enqueue(url, ONE)}"
        took.append(eventually(partial(seen.get, name), f"{name} is there", 30, 0.02) - began)
        time.sleep(1)
    stopped.set()
    return sorted(took)


def _new(informer: Informer, seen: Mapping[str, float]) -> dict[str, float]:
    now = time.monotonic()
    return {one.name: now for one in informer.all() if one.name not in seen}


def main() -> None:
    cases = [case for case in CASES if case.name in (THREE, ONE)]
    with database() as url, reachable(url, cluster.HOST) as port:
        kube = cluster.prepare(urlsplit(url).path.strip("/"), port, cases)
        with cluster.controlled(url, cases):
            took = ring_seconds(kube, url)
            p95 = took[int(TRIGGERS * 0.95)]
            print(
                f"asked for to Workflow, direct: median {took[TRIGGERS // 2] * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
            )
            time.sleep(30)  # its Workflows end
            for pipeline, pods in ((ONE, 1), (THREE, 3)):
                pairs = [beside_hello(kube, url, pipeline, pods, n) for n in range(ROUNDS)]
                ours, bare = (statistics.mean(column) for column in zip(*pairs, strict=True))
                print(
                    f"{pods} pod{'s'[: pods - 1]}: job {ours:.1f} s, hello {bare:.1f} s: {ours / bare:.2f} times"
                )


if __name__ == "__main__":
    main()
