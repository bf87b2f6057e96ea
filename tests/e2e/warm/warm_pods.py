"""What runs warm on the cluster, and what became of its jobs."""

from __future__ import annotations

import json

from tests.e2e.installed import Installed
from tests.e2e.kube import Kube, eventually
from tests.support.samples import sample

PIPELINE = "news-analyzer"
DATA = sample(PIPELINE)[0]
LIGHT = "expense-categorizer"  # its rules take a tenth of a millisecond: what is left is ours
SAMPLES = {
    PIPELINE: DATA,
    LIGHT: {
        "lines": [
            {"line_id": "1", "merchant": "Shell", "amount": "40.10", "currency": "USD", "date": "2026-03-02"}
        ]
    },
}


def warm_pods(kube: Kube) -> list[str]:
    return [str(name) for name in kube.names("pod", "app.kubernetes.io/component=warm")]


def settled(installed: Installed, kube: Kube) -> None:
    """Each pod takes jobs, and no process does whose pod was deleted: a node ends that one seconds later."""
    kube("rollout", "status", "deployment/background-jobs-warm", "--timeout=120s", seconds=150)
    alive = "select jobs.takers(jobs.live_owners(), 'warm', %s) as processes"
    eventually(
        lambda: installed.rows(alive, PIPELINE)[0]["processes"] == len(warm_pods(kube)),
        "as many processes as pods",
        60,
    )


def ended(installed: Installed, ids: list[str], seconds: float = 300) -> None:
    left = "select count(*) as jobs from jobs.job where id = any (%s) and finished_at is null"
    eventually(lambda: installed.rows(left, ids)[0]["jobs"] == 0, "all of them are final", seconds)
    rows = installed.rows("select status, count(*) as jobs from jobs.job where id = any (%s) group by 1", ids)
    assert rows == [{"status": "completed", "jobs": len(ids)}]


def many(installed: Installed, pipeline: str, jobs: int) -> list[str]:
    """So many of its sample at once."""
    query = "select jobs.enqueue(%s, %s::jsonb) as id from generate_series(1, %s)"
    return [str(row["id"]) for row in installed.rows(query, pipeline, json.dumps(SAMPLES[pipeline]), jobs)]


def nothing_twice(installed: Installed, ids: list[str]) -> None:
    twice = installed.rows(
        "select job_id, step from jobs.attempt where job_id = any (%s) and status = 'completed'"
        " group by 1, 2 having count(*) > 1",
        ids,
    )
    assert twice == []


def handed_over_at_most(installed: Installed, ids: list[str]) -> None:
    """No attempt of theirs failed: each completed, or was handed over by the process that ended."""
    rows = installed.rows(
        "select distinct status, error ->> 'code' as code from jobs.attempt where job_id = any (%s)"
        " and status <> 'completed'",
        ids,
    )
    assert all(row == {"status": "lost", "code": "handed_over"} for row in rows), rows
