"""The port of `bgjobs work`: health for Kubernetes, metrics for Prometheus, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Protocol

from fastapi import FastAPI
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pipelines.core.settings import ControlSettings
from pipelines.core.supervision.supervisor import Supervisor
from pipelines.server import problems, unexpected
from pipelines.server.api import health
from pipelines.server.services import Services
from steps.core.settings import Settings


class AtWork(Protocol):
    """What runs jobs in this process."""

    def busy(self) -> int: ...


class _NoFeed:
    """There are no live pages here."""

    def close(self) -> None:
        """Nothing is open."""


class _Figures(Collector):
    def __init__(self, executor: AtWork, places: int, supervisor: Supervisor) -> None:
        self._executor, self._places, self._supervisor = executor, places, supervisor

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("jobs_places", "The most jobs at work at once in this process", self._places)
        yield GaugeMetricFamily("jobs_places_taken", "Jobs at work in this process", self._executor.busy())
        living = GaugeMetricFamily(
            "jobs_task_living", "Whether a long-lived task does its work", labels=["task"]
        )
        for state in self._supervisor.states():
            living.add_metric([state.name], float(state.living))
        yield living


def create_work_app(
    settings: Settings, control: ControlSettings, supervisor: Supervisor, *, executor: AtWork, places: int
) -> FastAPI:
    """Errors: ConfigurationError without a DATABASE_URL."""
    services = Services(settings, control.model_copy(update={"server_connections": 1}), supervisor.states)
    registry = CollectorRegistry()
    registry.register(_Figures(executor, places, supervisor))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services.open()
        try:
            yield
        finally:
            services.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.services, app.state.feed = services, _NoFeed()
    problems.install(app)
    app.include_router(health.router)

    @app.get("/metrics")
    async def get_metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    unexpected.install(app)
    return app
