"""The app: everything that answers over HTTP, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from pipelines.core.settings import ControlSettings
from pipelines.server import pages, problems
from pipelines.server.access.guard import Guard
from pipelines.server.api import (
    document_routes,
    event_routes,
    health,
    job_routes,
    metrics,
    openapi,
    pipeline_routes,
)
from pipelines.server.live import stream
from pipelines.server.pages import api_reference
from pipelines.server.services import Services
from pipelines.server.upkeep import keep_up
from pipelines.server.webhooks import hooks
from steps.core.settings import Settings


def create_app(settings: Settings, control: ControlSettings) -> FastAPI:
    """Errors: ConfigurationError without a DATABASE_URL, or where JOBS_HOOKS is wrong."""
    services = Services(settings, control)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services.open()
        upkeep = asyncio.create_task(keep_up(services))
        yield
        upkeep.cancel()
        await services.close()

    app = FastAPI(
        title="background-jobs",
        version=version("background-jobs"),
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=openapi.PROBLEMS,
        generate_unique_id_function=openapi.operation_id,
    )
    app.state.services = services
    openapi.complete(app)
    problems.install(app)
    app.add_middleware(Guard, services=services)
    for part in (
        health,
        event_routes,
        job_routes,
        document_routes,
        pipeline_routes,
        hooks,
        stream,
        metrics,
        api_reference,
    ):
        app.include_router(part.router)
    pages.install(app)
    return app
