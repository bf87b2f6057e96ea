"""Thousands of warm jobs: how many a second, through kills, and how soon their graph is in Argo."""

from __future__ import annotations

import os
import random
import time
from datetime import datetime
from functools import partial

from tests.e2e.conftest import Report
from tests.e2e.installed import Installed
from tests.e2e.kube import Kube, eventually
from tests.e2e.warm.warm_pods import DATA, LIGHT, PIPELINE, ended, many, nothing_twice, warm_pods

JOBS = int(os.environ.get("JOBS_E2E_MANY", "200"))
KILLS = int(os.environ.get("JOBS_E2E_KILLS", "5"))
GRAPHS = 20


def test_so_many_a_second(installed: Installed, measured: Report) -> None:
    """From the commit of their events to the end of the last, by the rows."""
    for pipeline in (LIGHT, PIPELINE):
        ended(installed, many(installed, pipeline, 20))
        ids = many(installed, pipeline, JOBS)
        ended(installed, ids, 60 + JOBS / 2)
        [row] = installed.rows(
            "select extract(epoch from max(finished_at) - min(queued_at))::float as took"
            " from jobs.job where id = any (%s)",
            ids,
        )
        measured(
            f"warm: {JOBS} jobs of {pipeline} at once",
            f"{row['took']:.1f} s, {JOBS / row['took']:.1f} a second",
        )


def test_kills_at_random(installed: Installed, kube: Kube, measured: Report) -> None:
    """The seed is printed; a pod that is gone counts as killed when another is there to be killed."""
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    chosen = random.Random(seed)
    ids, killed = many(installed, LIGHT, JOBS // 2), 0
    since = time.monotonic()
    while killed < KILLS:
        pods = eventually(lambda: sorted(warm_pods(kube)), "there are warm pods", 120)
        kube.try_("delete", "pod", chosen.choice(pods), "--grace-period=0", "--force", "--wait=false")
        killed += 1
        ids += many(installed, LIGHT, JOBS // 2 // KILLS)
        time.sleep(chosen.uniform(0.5, 4.0))
    ended(installed, ids, 120 + JOBS / 2)
    nothing_twice(installed, ids)
    took = time.monotonic() - since
    measured(f"warm: {killed} kills of pods under {len(ids)} jobs", f"none lost, none twice, {took:.0f} s")


def test_the_graph_is_there_soon_after_the_end(installed: Installed, measured: Report) -> None:
    late = []
    for _ in range(GRAPHS):
        row = installed.final(installed.send(PIPELINE, DATA))
        workflow = eventually(
            partial(installed.workflow, row["workflow"]), "its graph is there", 30, pause=0.1
        )
        seen = installed.rows("select clock_timestamp() as now")[0]["now"]
        assert workflow["status"]["phase"] == "Succeeded"
        assert datetime.fromisoformat(workflow["status"]["finishedAt"])
        late.append((seen - row["finished_at"]).total_seconds())
    late.sort()
    measured(
        "warm: end of a job to its graph in Argo (aim: p95 2 s)",
        f"p50 {late[GRAPHS // 2]:.2f} s, p95 {late[GRAPHS * 95 // 100]:.2f} s of {GRAPHS}",
    )
    assert late[GRAPHS // 2] < 10
