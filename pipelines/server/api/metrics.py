"""GET /metrics: the figures to watch and to be woken by, for Prometheus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import psycopg
from fastapi import APIRouter
from fastapi.responses import Response

from pipelines import PIPELINES
from pipelines.operations.jobs import dispatchers_alive
from pipelines.server.api.exposition import MEDIA_TYPE, Metric, text
from pipelines.server.services import Serving
from steps.core.postgres.sql import load

QUERIES = load("metrics.sql", "pipelines.server.api")
ROUNDS = 10  # of adding up in one request; what is left comes with the next
router = APIRouter(tags=["health"])
# metric in the tally: name, kind, help, label that is renamed
COUNTED = {
    "finished": ("jobs_finished_total", "Jobs that became final, by status"),
    "attempts": ("jobs_step_attempts_total", "Attempts of steps of finished jobs, by how they ended"),
    "retries": ("jobs_step_retries_total", "Attempts after the first one"),
    "provider_calls": ("jobs_provider_calls_total", "Calls of providers, by state"),
    "provider_cost": (
        "jobs_provider_cost_usd_total",
        "Cost of provider calls in US dollars, where it is known",
    ),
    "provider_units": (
        "jobs_provider_units_total",
        "What providers counted: tokens, requests, seconds of audio",
    ),
}
TIMED = {
    "seconds": ("jobs_duration_seconds", "From queued to final"),
    "waited": ("jobs_queue_seconds", "From the time a job was due to its first step"),
}
Tally = Iterable[tuple[str, dict[str, Any], float]]


@router.get("/metrics", response_class=Response)
def metrics(services: Serving) -> Response:
    """Queue, jobs, steps, providers. Counters cover jobs that ended more than five seconds ago."""
    with services.pool.connection() as connection:
        roll_up(connection)
        found = [*live_metrics(connection), *tally_metrics(*_tally(connection))]
        found.append(_one("jobs_dispatchers", "Dispatchers that are alive", dispatchers_alive(connection)))
    found.append(_one("jobs_live_pages", "Pages that listen to live updates", services.feed.watchers))
    return Response(text(found), media_type=MEDIA_TYPE)


def roll_up(connection: psycopg.Connection[Any]) -> None:
    """Add up what has ended since the last time."""
    for _ in range(ROUNDS):
        row = connection.execute(QUERIES["roll_up"]).fetchone()
        if not row or not row[0]:
            return


def _tally(connection: psycopg.Connection[Any]) -> tuple[Tally, list[float]]:
    rows = connection.execute(QUERIES["tally"]).fetchall()
    buckets = connection.execute(QUERIES["buckets"]).fetchone()
    return rows, list(buckets[0]) if buckets else []


def tally_metrics(tally: Tally, bounds: list[float]) -> list[Metric]:
    rows = list(tally)
    found = []
    for key, (name, help) in COUNTED.items():
        metric = Metric(name, "counter", help)
        for _, labels, value in (row for row in rows if row[0] == key):
            metric.add(value, **{label: str(text) for label, text in labels.items()})
        found.append(metric)
    for key, (name, help) in TIMED.items():
        metric = Metric(name, "histogram", help)
        counts: dict[str, dict[int, float]] = defaultdict(dict)
        for _, labels, value in (row for row in rows if row[0] == f"{key}_bucket"):
            counts[labels["pipeline"]][int(labels["bucket"])] = value
        for _, labels, value in (row for row in rows if row[0] == key):
            metric.add_histogram(bounds, counts[labels["pipeline"]], value, pipeline=labels["pipeline"])
        found.append(metric)
    return found


def live_metrics(connection: psycopg.Connection[Any]) -> list[Metric]:
    due = Metric("jobs_queue_depth", "gauge", "Queued jobs whose time has come")
    later = Metric("jobs_scheduled", "gauge", "Queued jobs whose time is yet to come")
    age = Metric("jobs_queue_oldest_seconds", "gauge", "How long the oldest due job has waited")
    live = Metric("jobs_live", "gauge", "Jobs that are dispatched or running")
    queued = {row[0]: row[1:] for row in connection.execute(QUERIES["queue"])}
    nothing = (0, 0, 0.0)  # said as well, so that an alert sees the difference between empty and unknown
    for pipeline in sorted({*queued, *(known.name for known in PIPELINES)}):
        due_count, later_count, seconds = queued.get(pipeline, nothing)
        due.add(due_count, pipeline=pipeline)
        later.add(later_count, pipeline=pipeline)
        age.add(seconds, pipeline=pipeline)
    for pipeline, status, count in connection.execute(QUERIES["live"]):
        live.add(count, pipeline=pipeline, status=status)
    return [due, later, age, live]


def _one(name: str, help: str, value: float) -> Metric:
    metric = Metric(name, "gauge", help)
    metric.add(value)
    return metric
