"""`bgjobs work`: dispatcher, fork server and a port for health and metrics, on any machine that reaches PostgreSQL and
storage. Any number of them may run side by side; each takes jobs of pipelines that run warm.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Sequence
from functools import partial

import psycopg

from pipelines import PIPELINES
from pipelines.control.dispatcher import Dispatcher
from pipelines.control.executors.local.executor import LocalExecutor
from pipelines.control.executors.local.pool import Pool
from pipelines.control.share import Share
from pipelines.core.connections.free import most_workers
from pipelines.core.pipeline import Runs, budgets
from pipelines.core.rendered.template import load_templates
from pipelines.core.rendered.told_budgets import with_budgets
from pipelines.core.settings import ControlSettings
from pipelines.core.supervision.pulse import TaskFault
from pipelines.runtime.child_process import ROOT
from pipelines.runtime.home import usable
from pipelines.runtime.step_environment import for_steps
from pipelines.runtime.until_signal import until_signal
from pipelines.server.listening import listen, url_of
from pipelines.server.work_app import create_work_app
from steps.core.errors import ConfigurationError, Unavailable
from steps.core.postgres.connect import connect_to
from steps.core.postgres.pooler import require_session
from steps.core.settings import Settings
from steps.core.system.processes import unreadable_for_others

log = logging.getLogger(__name__)


def work(settings: Settings, control: ControlSettings, pipelines: Sequence[str] | None, port: int) -> None:
    """Until SIGTERM or SIGINT; then what is at work has JOBS_GRACE_SECONDS to end, and others take the rest over.

    `pipelines`: of those that run warm, the ones to take; None: all. Errors: ConfigurationError for settings that must
    be corrected before it can start, TaskFault when a task cannot live.
    """
    if settings.database_url is None or settings.session_url is None:
        raise ConfigurationError("no_database", "DATABASE_URL is not set")
    if pipelines is not None and not pipelines:
        raise ConfigurationError(
            "unknown_pipeline", "--pipelines: name at least one, or leave it out to take all"
        )
    if unknown := sorted(set(pipelines or ()) - {each.name for each in PIPELINES}):
        raise ConfigurationError("unknown_pipeline", f"--pipelines: there is no pipeline {unknown[0]!r}")
    usable(settings.home / "logs")
    unreadable_for_others()
    steps_url = (control.steps_database_url or settings.database_url).get_secret_value()
    places = places_for(settings.session_url, steps_url, control.places)
    listener = listen(control.host, port, setting="--port")
    log.info(
        "work_begins", extra={"url": url_of(listener), "places": places, "pipelines": pipelines or "warm"}
    )
    share = Share((Runs.WARM,), None if pipelines is None else tuple(pipelines))
    try:
        asyncio.run(_work(settings, control, share, places, listener))
    except TaskFault as fault:
        log.critical("work_gives_up", extra={"why": str(fault)})
        raise
    log.info("work_ended")


async def _work(
    settings: Settings, control: ControlSettings, share: Share, places: int, listener: socket.socket
) -> None:
    assert settings.session_url is not None  # noqa: S101  looked at before
    templates = with_budgets(load_templates(ROOT / "k8s" / "workflows"), control.budgets)
    output = settings.home.resolve() / "logs" / "workers.log"
    async with Pool(places, for_steps(_environment(settings)), output, sdks=True) as pool:
        executor = LocalExecutor(templates, pool, name="warm")
        dispatcher = Dispatcher(
            settings.session_url, executor, budgets(PIPELINES, control.budgets), places=places, share=share
        )
        await pool.ready()
        make_app = partial(create_work_app, settings, control, executor=executor, places=places)

        async def leave() -> None:
            dispatcher.leave(control.grace_seconds)
            await dispatcher.left.wait()

        tasks = [pool.start, dispatcher.start]
        await until_signal(make_app, listener, tasks, patience=control.task_patience, leave=leave)


def _environment(settings: Settings) -> dict[str, str]:
    """That of the processes of steps, which find the code where this process found it."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "JOBS_HOME": str(settings.home.resolve()),
        "JOBS_LOG_STDERR": "false",
        "PYTHONPATH": path,
    }


def places_for(session_url: str, steps_url: str, wanted: int) -> int:
    """As many as PostgreSQL has connections for on the way that steps take, which a pooler may be on; where it does not
    answer yet, as many as are wanted. Errors: ConfigurationError `needs_session`."""
    try:
        require_session(session_url, "dispatcher")
        with connect_to(steps_url, "command") as connection:
            return min(wanted, most_workers(connection))
    except (psycopg.Error, Unavailable) as error:
        log.warning("database_unavailable", extra={"error": type(error).__name__})
        return wanted
