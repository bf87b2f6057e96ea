"""GET /metrics: the figures to watch and to be woken by, for Prometheus."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Annotated, Any

import psycopg
from fastapi import APIRouter, Header
from fastapi.responses import Response
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from pipelines import PIPELINES
from pipelines.core.supervision.pulse import TaskState
from pipelines.operations.housekeeping.counters import roll_up
from pipelines.operations.jobs import dispatchers_alive
from pipelines.server.live.feed import Feeding
from pipelines.server.services import Serving
from steps.core.logs.exceptions import describe
from steps.core.logs.lines import FIELDS
from steps.core.postgres.sql import load

QUERIES = load("metrics.sql", "pipelines.server.api")
router = APIRouter(tags=["health"])
log = logging.getLogger(__name__)
# metric in the tally: name, help
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
    "workflows_recorded": (
        "jobs_workflows_recorded_total",
        "Jobs without pods that the Argo UI shows as Workflows",
    ),
    "workflows_not_recorded": (
        "jobs_workflows_not_recorded_total",
        "Jobs without pods that it does not show, since there were too many of them",
    ),
}
TIMED = {
    "seconds": ("jobs_duration_seconds", "From queued to final"),
    "waited": ("jobs_queue_seconds", "From the time a job was due to its first step"),
}
Tally = Iterable[tuple[str, dict[str, Any], float]]


class Collected(Collector):
    """What one request found, as the library's encoders ask for it."""

    def __init__(self, found: Iterable[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        return self._found


@router.get("/metrics", response_class=Response)
def get_metrics(
    services: Serving, feed: Feeding, accept: Annotated[str, Header(include_in_schema=False)] = ""
) -> Response:
    """Queue, jobs, steps, providers and this process's tasks, as OpenMetrics where it is asked for. Counters cover jobs
    that ended more than five seconds ago. Without PostgreSQL the tasks alone."""
    found = task_metrics(services.tasks())
    found.append(GaugeMetricFamily("jobs_live_pages", "Pages that listen to live updates", feed.watchers))
    try:
        with services.pool.connection() as connection:
            found += stored_metrics(connection)
    except psycopg.Error as error:
        log.warning("metrics_without_database", extra={FIELDS: describe(error)})
        answers = 0
    else:
        answers = 1
    found.append(GaugeMetricFamily("jobs_database_up", "Whether PostgreSQL gave the other figures", answers))
    body, media_type = encoded(found, accept)
    return Response(body, media_type=media_type)


def task_metrics(tasks: Iterable[TaskState]) -> list[Metric]:
    up = GaugeMetricFamily("jobs_task_up", "Whether a long-lived task does its work", labels=["task"])
    restarts = CounterMetricFamily(
        "jobs_task_restarts_total", "How often a task was started again", labels=["task"]
    )
    down = GaugeMetricFamily("jobs_task_down_seconds", "How long a task has not lived", labels=["task"])
    for task in tasks:
        up.add_metric([task.name], task.living)
        restarts.add_metric([task.name], task.restarts)
        down.add_metric([task.name], task.down_seconds)
    return [up, restarts, down]


def stored_metrics(connection: psycopg.Connection[Any]) -> list[Metric]:
    """What PostgreSQL knows. Errors: psycopg's own."""
    with suppress(psycopg.errors.ReadOnlySqlTransaction):  # the counters are as they were added up last
        roll_up(connection)
    return [
        *live_metrics(connection),
        *schedule_metrics(connection),
        *tally_metrics(*_tally(connection)),
        GaugeMetricFamily("jobs_dispatchers", "Dispatchers that are alive", dispatchers_alive(connection)),
    ]


def encoded(found: Iterable[Metric], accept: str = "") -> tuple[bytes, str]:
    """The text and its media type: Prometheus' own format unless `accept` names OpenMetrics."""
    try:
        encode, media_type = choose_encoder(accept)
    except (TypeError, ValueError):  # a version that is no number
        encode, media_type = choose_encoder("")
    return encode(Collected(found)), media_type


def _tally(connection: psycopg.Connection[Any]) -> tuple[Tally, list[float]]:
    rows = connection.execute(QUERIES["tally"]).fetchall()
    buckets = connection.execute(QUERIES["buckets"]).fetchone()
    return rows, list(buckets[0]) if buckets else []


def tally_metrics(tally: Tally, bounds: Sequence[float]) -> list[Metric]:
    rows = list(tally)
    found: list[Metric] = []
    for key, (name, help) in COUNTED.items():
        counter = CounterMetricFamily(name, help)
        for _, labels, value in (row for row in rows if row[0] == key):
            counter.add_sample(name, {label: str(text) for label, text in labels.items()}, value)
        found.append(counter)
    for key, (name, help) in TIMED.items():
        histogram = HistogramMetricFamily(name, help, labels=["pipeline"])
        counts: dict[str, dict[int, float]] = defaultdict(dict)
        for _, labels, value in (row for row in rows if row[0] == f"{key}_bucket"):
            counts[labels["pipeline"]][int(labels["bucket"])] = value
        for _, labels, value in (row for row in rows if row[0] == key):
            pipeline = labels["pipeline"]
            histogram.add_metric([pipeline], buckets(bounds, counts[pipeline]), value)
        found.append(histogram)
    return found


def buckets(bounds: Sequence[float], counts: Mapping[int, float]) -> list[tuple[str, float]]:
    """Upper bound and how many are not above it. `counts` by bucket: 0 is below the first bound, len(bounds) above the
    last; each counts for itself."""
    names = [*map(floatToGoString, bounds), "+Inf"]
    return list(zip(names, accumulate(counts.get(place, 0) for place in range(len(names))), strict=True))


def live_metrics(connection: psycopg.Connection[Any]) -> list[Metric]:
    due = GaugeMetricFamily("jobs_queue_depth", "Queued jobs whose time has come", labels=["pipeline"])
    later = GaugeMetricFamily("jobs_scheduled", "Queued jobs whose time is yet to come", labels=["pipeline"])
    age = GaugeMetricFamily(
        "jobs_queue_oldest_seconds", "How long the oldest due job has waited", labels=["pipeline"]
    )
    live = GaugeMetricFamily(
        "jobs_live", "Jobs that are dispatched or running", labels=["pipeline", "status"]
    )
    queued = {row[0]: row[1:] for row in connection.execute(QUERIES["queue"])}
    nothing = (0, 0, 0.0)  # said as well, so that an alert sees the difference between empty and unknown
    for pipeline in sorted({*queued, *(known.name for known in PIPELINES)}):
        for gauge, value in zip((due, later, age), queued.get(pipeline, nothing), strict=True):
            gauge.add_metric([pipeline], value)
    for pipeline, status, count in connection.execute(QUERIES["live"]):
        live.add_metric([pipeline, status], count)
    return [due, later, age, live]


def schedule_metrics(connection: psycopg.Connection[Any]) -> list[Metric]:
    row = connection.execute(QUERIES["schedules"]).fetchone()
    late, refused = row or (0.0, 0)
    return [
        GaugeMetricFamily(
            "jobs_schedules_late_seconds", "How long the longest due schedule has waited", late
        ),
        GaugeMetricFamily("jobs_schedules_refused", "Schedules whose last planned time was refused", refused),
    ]
