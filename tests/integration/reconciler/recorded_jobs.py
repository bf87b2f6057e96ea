"""Jobs without pods, and what the cluster shows of them."""

from __future__ import annotations

from typing import Any

from tests.integration.reconciler.kubernetes_api import KubernetesApi
from tests.support.rows import Rows
from tests.support.waiting import until


def at_work(jobs: Rows, ago: float = 3) -> str:
    """A warm job whose process step has been at work for so long."""
    job_id = jobs.running(executor="warm")
    jobs.age(job_id, ago)
    return job_id


def phase(api: KubernetesApi, name: str) -> str | None:
    found = api.objects.get(name)
    return found["status"]["phase"] if found else None


def name_of(job_id: str, generation: int = 0) -> str:
    return f"news-analyzer-{job_id}" + (f"-{generation}" if generation else "")


def ends_as(api: KubernetesApi, job_id: str, wanted: str) -> dict[str, Any]:
    until(lambda: phase(api, name_of(job_id)) == wanted, said=lambda: api.objects)
    return api.objects[name_of(job_id)]


def counted(jobs: Rows) -> tuple[int, int]:
    """How many were recorded, and left out."""
    rows = dict(jobs.execute("select metric, sum(value) from jobs.tally group by metric").fetchall())
    return int(rows.get("workflows_recorded", 0)), int(rows.get("workflows_not_recorded", 0))
