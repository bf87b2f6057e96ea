"""The app: everything that answers over HTTP, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from pipelines.control.settings import ControlSettings
from pipelines.server import (
    description,
    documents,
    events,
    functions,
    health,
    hooks,
    jobs,
    metrics,
    pages,
    problems,
    reference,
    stream,
)
from pipelines.server.guard import Guard
from pipelines.server.services import Services
from pipelines.server.upkeep import keep_up
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
        responses=description.PROBLEMS,
    )
    app.state.services = services
    description.complete(app)
    problems.install(app)
    app.add_middleware(Guard, services=services)
    for part in (health, events, jobs, documents, functions, hooks, stream, metrics, reference):
        app.include_router(part.router)
    pages.install(app)
    return app
