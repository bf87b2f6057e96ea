"""The app: everything that answers over HTTP, put together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI

from pipelines.core.settings import ControlSettings
from pipelines.server import pages, problems
from pipelines.server.access.crowd import Crowd
from pipelines.server.access.guard import Guard
from pipelines.server.access.login_failures import Failures
from pipelines.server.api import (
    audit_routes,
    document_routes,
    event_routes,
    health,
    job_routes,
    metrics,
    openapi,
    pipeline_routes,
)
from pipelines.server.api.rejected import Rejections
from pipelines.server.live import stream
from pipelines.server.live.feed import Feed
from pipelines.server.pages import api_reference
from pipelines.server.services import Services
from pipelines.server.webhooks import hooks
from pipelines.server.webhooks.sources import read_sources
from steps.core.settings import Settings


def create_app(
    settings: Settings,
    control: ControlSettings,
    *,
    beside: Callable[[], Coroutine[Any, Any, None]] | None = None,
) -> FastAPI:
    """`beside`: what else this process does while it serves, until it is cancelled.

    Errors: ConfigurationError without a DATABASE_URL, or where JOBS_HOOKS is wrong.
    """
    services, failures = Services(settings, control), Failures()
    readers = Crowd(services.readers)
    sources, feed = read_sources(control.hooks, os.environ), Feed(services.database_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services.open()
        task = asyncio.create_task(beside()) if beside is not None else None
        yield
        if task is not None:
            task.cancel()
        feed.close()
        await feed.stopped()
        services.close()

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
    app.state.services, app.state.failures, app.state.rejections = services, failures, Rejections()
    app.state.sources, app.state.feed = sources, feed
    openapi.complete(app)
    problems.install(app)
    app.add_middleware(Guard, services=services, failures=failures, readers=readers)
    for part in (
        health,
        event_routes,
        job_routes,
        audit_routes,
        document_routes,
        pipeline_routes,
        hooks,
        stream,
        metrics,
        api_reference,
    ):
        app.include_router(part.router)
    pages.install(app, readers)
    return app
