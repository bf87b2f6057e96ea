"""The control plane of a cluster in one process: server, dispatcher, reconciler and housekeeping.

Any number of them may run side by side. All serve and dispatch; one of the reconcilers leads. When one of the four
parts ends, the process ends, and Kubernetes starts it again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Coroutine, Iterator
from typing import Any

import psycopg
from fastapi import FastAPI

from pipelines import PIPELINES
from pipelines.control.dispatcher import Dispatcher, Executor
from pipelines.control.executors.argo import argo
from pipelines.control.executors.kubernetes import kubernetes
from pipelines.control.periodic import all_works, run_periodic
from pipelines.control.reconciler.reconciler import Reconciler
from pipelines.control.workflows import Workflows, connect
from pipelines.core.pipeline import budgets
from pipelines.core.settings import ControlSettings
from pipelines.server.app import create_app
from pipelines.server.listening import listen, url_of
from pipelines.server.uvicorn_server import Server, require_a_token
from steps.core.errors import ConfigurationError
from steps.core.settings import Settings

TRIGGERS = 32  # at once
log = logging.getLogger(__name__)


class _Server(Server):
    """uvicorn without its signal handlers: `_together` handles signals for the whole process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def executor_of(control: ControlSettings, workflows: Workflows) -> Executor:
    """Errors: ConfigurationError `no_cluster_executor` for `local`, which needs no control plane of a cluster."""
    if control.executor == "argo":
        return argo(control.trigger_url, control.trigger_token)
    if control.executor == "kubernetes":
        return kubernetes(workflows)
    raise ConfigurationError(
        "no_cluster_executor",
        "JOBS_EXECUTOR: must be argo or kubernetes here; on this machine run `bgjobs dev`",
    )


def run(settings: Settings, control: ControlSettings) -> None:
    """Until SIGTERM or SIGINT. Errors: ConfigurationError for settings that must be corrected before it can start."""
    if settings.database_url is None or settings.session_url is None:
        raise ConfigurationError("no_database", "DATABASE_URL is not set")
    workflows = connect(control.namespace)
    executor = executor_of(control, workflows)
    app = create_app(settings, control)
    url = settings.database_url.get_secret_value()
    _warn_without_token(url, control)
    listener = listen(control.host, control.port)
    dispatcher = Dispatcher(
        settings.session_url,
        executor,
        budgets(PIPELINES),
        places=TRIGGERS,
        live_workflows=control.live_workflows,
    )
    reconciler = Reconciler(settings.session_url, workflows, budgets(PIPELINES))
    log.info("control_plane_ready", extra={"url": url_of(listener), "executor": executor.name})
    asyncio.run(
        _together(
            app,
            listener,
            [dispatcher.run(), reconciler.run(), run_periodic(settings, all_works(control.retention))],
        )
    )
    log.info("control_plane_stopped")


def _warn_without_token(url: str, control: ControlSettings) -> None:
    """Start without a token, since one is made inside the running control plane; until then the server refuses
    everybody."""
    try:
        require_a_token(url, control)
    except ConfigurationError as error:
        log.warning("no_token_yet", extra={"error": error.message})
    except psycopg.OperationalError as error:
        log.warning("database_unavailable", extra={"error": type(error).__name__})


async def _together(app: FastAPI, listener: socket.socket, others: list[Coroutine[Any, Any, None]]) -> None:
    server = _Server(app)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: setattr(server, "should_exit", True))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    tasks = {serving, *(asyncio.create_task(other) for other in others)}
    ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    for task in tasks - {serving}:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in ended:
        task.result()
