"""The app: everything that answers over HTTP, put together."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI

from pipelines.core.settings import ControlSettings
from pipelines.core.supervision.supervisor import Supervisor
from pipelines.server import pages, problems, unexpected
from pipelines.server.access.crowd import Crowd
from pipelines.server.access.guard import Guard
from pipelines.server.access.login_failures import Failures
from pipelines.server.access.parameters import known_parameters
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
from pipelines.server.api.bulk import operation_routes
from pipelines.server.api.gates import limit_routes
from pipelines.server.api.places import place_routes
from pipelines.server.api.rejected import Rejections
from pipelines.server.api.schedules import schedule_routes
from pipelines.server.live import stream
from pipelines.server.live.feed import Feed
from pipelines.server.pages import api_reference
from pipelines.server.services import Services, Tasks
from pipelines.server.webhooks import hooks
from pipelines.server.webhooks.sources import read_sources
from steps.core.settings import Settings


def create_app(
    settings: Settings,
    control: ControlSettings,
    *,
    supervisor: Supervisor | None = None,
    beside: Sequence[Callable[[Supervisor], None]] = (),
    other_tasks: Tasks = list,
) -> FastAPI:
    """`supervisor`: the one of this process, if it runs already. `beside`: starts what else this process does while it
    serves. `other_tasks`: the states of another process's tasks, without which this one is not ready.

    Errors: ConfigurationError without a DATABASE_URL, or where JOBS_HOOKS or a webhook's secret is wrong.
    """
    own = supervisor is None
    keeper = Supervisor() if supervisor is None else supervisor
    settings.require("JOBS_ASSEMBLYAI_WEBHOOK_SECRET")  # what proves a caller is right or stops the server
    services = Services(settings, control, lambda: [*other_tasks(), *keeper.states()])
    failures, readers = Failures(), Crowd(services.readers)
    sources, feed = read_sources(control.hooks, os.environ), Feed(services.session_url, keeper)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services.open()
        try:
            async with AsyncExitStack() as stack:
                if own:
                    await stack.enter_async_context(keeper)
                for start in beside:
                    start(keeper)
                yield
                feed.close()
                await feed.stopped()
        finally:
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
        dependencies=[Depends(known_parameters)],
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
        operation_routes,
        schedule_routes,
        limit_routes,
        audit_routes,
        document_routes,
        place_routes,
        pipeline_routes,
        hooks,
        stream,
        metrics,
        api_reference,
    ):
        app.include_router(part.router)
    pages.install(app, readers)
    unexpected.install(app)
    return app
