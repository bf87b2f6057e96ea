"""The control plane of a cluster in one process: server, dispatcher, reconciler, recorder, scheduler and housekeeping.

Any number of them may run side by side. All serve, dispatch and send what is scheduled; one of the reconcilers leads. A
part that fails is started again; while it does not live, the process is not ready, and if it cannot live, the process
ends, and Kubernetes starts it again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import psycopg
from fastapi import FastAPI

from pipelines import PIPELINES
from pipelines.control.bulk_worker import start_bulk_worker
from pipelines.control.dispatcher import Dispatcher, Executor
from pipelines.control.executors.argo import argo
from pipelines.control.executors.kubernetes import kubernetes
from pipelines.control.periodic import all_works, start_periodic
from pipelines.control.reconciler.reconciler import Reconciler
from pipelines.control.recorder.recorder import Recorder
from pipelines.control.recorder.recording import Recording
from pipelines.control.scheduler import Scheduler
from pipelines.control.workflows import Workflows, connect
from pipelines.core.pipeline import budgets
from pipelines.core.rendered.graph import templates
from pipelines.core.settings import ControlSettings
from pipelines.core.supervision.pulse import Pulse, TaskFault
from pipelines.core.supervision.supervisor import Supervisor
from pipelines.server.app import create_app
from pipelines.server.listening import listen, url_of
from pipelines.server.uvicorn_server import Server, require_a_token
from steps.core.errors import ConfigurationError, Unavailable
from steps.core.postgres.pooler import require_session
from steps.core.settings import Settings

TRIGGERS = 32  # at once
BEAT_SECONDS = 1.0  # between two signs of life of the server
SERVER_SILENCE = 30.0  # seconds until it must have started
SHUTDOWN_SECONDS = 10.0
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
    """Until SIGTERM or SIGINT. Errors: ConfigurationError for settings that must be corrected before it can start,
    TaskFault when a task cannot live."""
    if settings.database_url is None or settings.session_url is None:
        raise ConfigurationError("no_database", "DATABASE_URL is not set")
    workflows = connect(control.namespace)
    executor = executor_of(control, workflows)
    create_app(settings, control)  # refuses what is wrong before anything starts
    url = settings.database_url.get_secret_value()
    _warn_without_token(url, control)
    _require_session(settings.session_url)
    listener = listen(control.host, control.port)
    dispatcher = Dispatcher(
        settings.session_url,
        executor,
        budgets(PIPELINES),
        places=TRIGGERS,
        live_workflows=control.live_workflows,
    )
    reconciler = Reconciler(settings.session_url, workflows, budgets(PIPELINES))
    scheduler = Scheduler(settings.session_url)
    recording = Recording(control.recorded_per_second, control.public_url, control.archive_recorded)
    recorder = Recorder(settings.session_url, workflows, templates, recording)
    housekeeping = partial(start_periodic, settings=settings, works=all_works(control.retention))
    log.info("control_plane_ready", extra={"url": url_of(listener), "executor": executor.name})
    try:
        tasks: list[Callable[[Supervisor], None]] = [
            dispatcher.start,
            reconciler.start,
            recorder.start,
            scheduler.start,
            partial(start_bulk_worker, settings=settings),
            housekeeping,
        ]
        asyncio.run(_together(settings, control, listener, tasks))
    except TaskFault as fault:
        log.critical("control_plane_gives_up", extra={"why": str(fault)})
        raise
    log.info("control_plane_stopped")


def _warn_without_token(url: str, control: ControlSettings) -> None:
    """Start without a token, since one is made inside the running control plane; until then the server refuses
    everybody."""
    try:
        require_a_token(url, control)
    except ConfigurationError as error:
        log.warning("no_token_yet", extra={"error": error.message})
    except psycopg.Error as error:
        log.warning("database_unavailable", extra={"error": type(error).__name__})


def _require_session(url: str) -> None:
    """Where PostgreSQL does not answer yet, dispatcher and reconciler find out later. Errors: ConfigurationError
    `needs_session`."""
    try:
        require_session(url, "control plane")
    except (psycopg.Error, Unavailable) as error:
        log.warning("database_unavailable", extra={"error": type(error).__name__})


async def _together(
    settings: Settings,
    control: ControlSettings,
    listener: socket.socket,
    others: Sequence[Callable[[Supervisor], None]],
) -> None:
    """Errors: TaskFault when one of them cannot live."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with Supervisor(patience=control.task_patience) as supervisor:
        make = partial(create_app, settings, control, supervisor=supervisor)
        supervisor.start("server", partial(_serve, make, listener), silence=SERVER_SILENCE)
        for start in others:
            start(supervisor)
        ends = [asyncio.create_task(supervisor.lost()), asyncio.create_task(stop.wait())]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        [lost, _] = await asyncio.gather(*ends, return_exceptions=True)
        if isinstance(lost, TaskFault):
            _end_soon()
            raise lost


async def _serve(make: Callable[[], FastAPI], listener: socket.socket, pulse: Pulse) -> None:
    """Serve on a copy of the socket, since uvicorn closes its own."""
    server = _Server(make())
    serving = asyncio.create_task(server.serve(sockets=[listener.dup()]))
    try:
        while not serving.done():
            if server.started:
                pulse.beat()
            await asyncio.wait([serving], timeout=BEAT_SECONDS)
        serving.result()
    finally:
        server.should_exit = True
        await asyncio.wait([serving], timeout=SHUTDOWN_SECONDS)


def _end_soon() -> None:
    """What hangs must not keep the process from its end."""
    timer = threading.Timer(SHUTDOWN_SECONDS, os._exit, [1])
    timer.daemon = True
    timer.start()
