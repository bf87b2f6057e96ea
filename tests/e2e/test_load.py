"""Many jobs at once: all complete, none lost or doubled, and the backlog waits in Postgres, not in the cluster."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable

from steps.core.status import FINAL
from tests.e2e.installed import Installed
from tests.support.samples import sample

JOBS = int(os.environ.get("JOBS_E2E_LOAD", "40"))  # 200 take a quarter of an hour on two cores
LIVE = 50
JOB = "news-analyzer"


def test_a_flood_of_jobs(installed: Installed, measured: Callable[[str, str], None]) -> None:
    data = sample(JOB)[0]
    events = [
        {"name": f"jobs/{JOB}.requested", "data": data, "id": f"flood-{time.time_ns()}-{n}"}
        for n in range(JOBS)
    ]
    since = time.monotonic()
    answer = installed.api("/api/events", json.dumps(events).encode())
    ids = [sent["job_id"] for sent in answer["events"]]
    assert len(set(ids)) == JOBS
    most = 0
    while True:
        rows = installed.rows("select id::text, status from jobs.job where id = any(%s::uuid[])", ids)
        states = Counter(row["status"] for row in rows)
        live = [
            each
            for each in installed.kube.items("workflow")
            if each.get("status", {}).get("phase") not in ("Succeeded", "Failed", "Error")
        ]
        most = max(most, len(live))
        if sum(states[state] for state in FINAL) == JOBS:
            break
        assert time.monotonic() - since < 30 * JOBS + 120, f"{states} after {time.monotonic() - since:.0f} s"
        time.sleep(2)
    took = time.monotonic() - since
    assert states == {"completed": JOBS}
    assert most <= LIVE
    twice = installed.rows(
        "select job_id, step from jobs.attempt where job_id = any(%s::uuid[]) and status = 'completed'"
        " group by 1, 2 having count(*) > 1",
        ids,
    )
    assert twice == []
    measured(
        f"{JOBS} jobs at once",
        f"{took:.0f} s, {60 * JOBS / took:.1f} a minute, at most {most} live Workflows",
    )
