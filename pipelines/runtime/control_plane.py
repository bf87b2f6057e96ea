"""The control plane of a cluster in one process: server, dispatcher, reconciler, recorder, scheduler and housekeeping.

Any number of them may run side by side. All serve, dispatch and send what is scheduled; one of the reconcilers leads. A
part that fails is started again; while it does not live, the process is not ready, and if it cannot live, the process
ends, and Kubernetes starts it again.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial

import psycopg
from fastapi import FastAPI

from pipelines import PIPELINES
from pipelines.control.bulk_worker import start_bulk_worker
from pipelines.control.dispatched_job import Executor
from pipelines.control.dispatcher import Dispatcher
from pipelines.control.executors.argo import argo
from pipelines.control.executors.kubernetes import kubernetes
from pipelines.control.periodic import all_works, start_periodic
from pipelines.control.reconciler.reconciler import Reconciler
from pipelines.control.recorder.recorder import Recorder
from pipelines.control.recorder.recording import Recording
from pipelines.control.scheduler import Scheduler
from pipelines.control.share import Share
from pipelines.control.workflows import Workflows, connect
from pipelines.core.pipeline import Runs, budgets
from pipelines.core.rendered.graph import templates
from pipelines.core.settings import ControlSettings
from pipelines.core.supervision.pulse import TaskFault
from pipelines.core.supervision.supervisor import Supervisor
from pipelines.runtime.until_signal import Start, until_signal
from pipelines.server.app import create_app
from pipelines.server.listening import listen, url_of
from pipelines.server.uvicorn_server import require_a_token
from steps.core.errors import ConfigurationError, Unavailable
from steps.core.postgres.pooler import require_session
from steps.core.settings import Settings

TRIGGERS = 32  # at once
log = logging.getLogger(__name__)


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
        budgets(PIPELINES, control.budgets),
        places=TRIGGERS,
        live_workflows=control.live_workflows,
        share=Share((Runs.PODS, Runs.POD)),
    )
    reconciler = Reconciler(settings.session_url, workflows, budgets(PIPELINES, control.budgets))
    scheduler = Scheduler(settings.session_url)
    recording = Recording(
        control.recorded_per_second,
        control.recorded_at_most,
        control.public_url,
        control.archive_recorded,
    )
    recorder = Recorder(settings.session_url, workflows, templates, recording)
    housekeeping = partial(start_periodic, settings=settings, works=all_works(control.retention))
    log.info("control_plane_ready", extra={"url": url_of(listener), "executor": executor.name})
    try:
        tasks: list[Start] = [
            dispatcher.start,
            reconciler.start,
            recorder.start,
            scheduler.start,
            partial(start_bulk_worker, settings=settings),
            housekeeping,
        ]
        make_app = partial(_app, settings, control)
        asyncio.run(until_signal(make_app, listener, tasks, patience=control.task_patience))
    except TaskFault as fault:
        log.critical("control_plane_gives_up", extra={"why": str(fault)})
        raise
    log.info("control_plane_stopped")


def _app(settings: Settings, control: ControlSettings, supervisor: Supervisor) -> FastAPI:
    return create_app(settings, control, supervisor=supervisor)


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
