"""Everything a job needs, on one machine: PostgreSQL, provider stand-ins, dispatcher and local executor.

What is configured is used as it is; what is missing is started here and stopped with us.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Self
from uuid import UUID

from pipelines import PIPELINES
from pipelines.control.bulk_worker import start_bulk_worker
from pipelines.control.dispatcher import Dispatcher
from pipelines.control.executors.local.executor import LocalExecutor
from pipelines.control.executors.local.pool import Pool
from pipelines.control.periodic import all_works, start_periodic
from pipelines.control.scheduler import Scheduler
from pipelines.core.connections.free import most_workers
from pipelines.core.pipeline import budgets
from pipelines.core.rendered.template import load_templates
from pipelines.core.rendered.told_budgets import with_budgets
from pipelines.core.settings import load_control_settings
from pipelines.core.supervision.pulse import Pulse, TaskFault, TaskState
from pipelines.core.supervision.remote import line_of
from pipelines.core.supervision.supervisor import Supervisor
from pipelines.operations.gates.declaring import declare
from pipelines.runtime.child_process import ROOT, SILENCE_SECONDS, ChildProcess
from pipelines.runtime.database import Database
from pipelines.runtime.home import usable
from pipelines.runtime.provider_emulators import EMULATOR_KEY, provider_emulators
from pipelines.runtime.step_environment import for_steps
from pipelines.server.listening import url_of
from steps.core.errors import TemporaryError
from steps.core.postgres.connect import translated
from steps.core.postgres.pooler import require_session

SHOP_MAP = ROOT / "pipelines" / "samples" / "shop" / "data_map.yaml"


class LocalStack:
    """A running installation; a context manager. Its dispatcher and executor live in a thread with its own event loop.

    `only_job`: take this one job from the queue. `speed` divides the waits between attempts. `listener`: run the
    server on this socket as well, and close it at the end. `places`: the most jobs at once, as far as PostgreSQL has
    connections for them. `gives_up`: end once a task has not lived for JOBS_TASK_PATIENCE seconds, for whoever waits
    for a job; `check` says so. A start takes no longer in any case.
    """

    def __init__(
        self,
        database: Database,
        *,
        only_job: UUID | None = None,
        places: int = 32,
        speed: float = 1.0,
        listener: socket.socket | None = None,
        gives_up: bool = False,
    ) -> None:
        self.database, self._only, self._speed, self._gives_up = database, only_job, speed, gives_up
        self.places = min(places, _most_workers(database))
        self.settings = database.settings
        self.home = usable(self.settings.home)
        self._listener = listener
        with database.connection() as connection, translated():
            declare(connection, PIPELINES, load_control_settings().runs)
        self.children: list[ChildProcess] = []
        self.environment = self._environment()
        if listener is not None:
            self.children.append(
                ChildProcess(
                    "server",
                    "pipelines.server",
                    listener,
                    self.home / "logs" / "server.log",
                    arguments=["--parents-tasks"],
                    environment=self.environment,
                )
            )
        self._thread = threading.Thread(target=self._main, name="dispatcher", daemon=True)
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._failure: BaseException | None = None

    @property
    def rules_answer(self) -> list[str]:
        """The providers that a stand-in answers for, by rules."""
        return [name for name in ("OpenAI", "AssemblyAI") if not self._configured(name)]

    def _configured(self, provider: str) -> bool:
        """A wrong key as well: its jobs fail and say so, instead of being answered by rules."""
        prefix = f"{provider.lower()}_"
        told = any(getattr(self.settings, prefix + name) is not None for name in ("api_key", "base_url"))
        return told or self.settings.wrong(f"{prefix}api_key".upper()) is not None

    def _environment(self) -> dict[str, str]:
        """The environment of the steps' processes."""
        told = {
            **os.environ,
            "DATABASE_URL": self.database.url,
            "DATABASE_DIRECT_URL": self.database.session_url,
            "JOBS_HOME": str(self.home),
            "JOBS_LOG_STDERR": "false",
        }
        told["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        if missing := self.rules_answer:
            emulators, url = provider_emulators(self.home / "emulators")
            self.children.append(emulators)
            if "OpenAI" in missing:
                told |= {"OPENAI_API_KEY": EMULATOR_KEY, "OPENAI_BASE_URL": f"{url}/v1"}
                told.setdefault("JOBS_LLM_DIALECT", "responses")  # as OpenAI is asked, without a probe
            if "AssemblyAI" in missing:
                told |= {"ASSEMBLYAI_API_KEY": EMULATOR_KEY, "ASSEMBLYAI_BASE_URL": url}
                if (
                    self._listener is not None
                ):  # the emulator reaches this machine; the real provider would not
                    told |= {
                        "JOBS_ASSEMBLYAI_WEBHOOK_URL": f"{url_of(self._listener)}/hooks/assemblyai",
                        "JOBS_ASSEMBLYAI_WEBHOOK_SECRET": secrets.token_hex(16),
                    }
        shop = self.settings.gdpr_database_url or self.settings.wrong("JOBS_GDPR_DATABASE_URL")
        if self.database.embedded and shop is None:
            from pipelines.samples.shop.sample import load_shop

            told |= {
                "JOBS_GDPR_DATABASE_URL": load_shop(self.database.url),
                "JOBS_GDPR_DATA_MAP": str(SHOP_MAP),
            }
        return told

    def __enter__(self) -> Self:
        """Errors: ConfigurationError `start_refused` with the sentence of what does not start; those of `check`."""
        try:
            for child in self.children:
                child.start()
            self._thread.start()
            self._started.wait()
            self.check()
            for child in self.children:
                child.require_start(wait=self._listener is not None)
        except BaseException:
            self._stop_all()
            raise
        return self

    def check(self) -> None:
        """Errors: whatever ended the thread that dispatches, if it ended; TemporaryError `task_down`."""
        if self._failure is not None:
            raise self._failure
        if not self._thread.is_alive():
            raise TemporaryError("task_down", "the thread that dispatches has ended")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._stop_all()

    def _stop_all(self) -> None:
        if self._thread.is_alive() and self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread.ident is not None:
            self._thread.join(15)
        for child in self.children:
            child.stop()

    def _main(self) -> None:
        try:
            asyncio.run(self._serve())
        except TaskFault as fault:
            self._failure = TemporaryError("task_down", str(fault))
        except BaseException as error:
            self._failure = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        told = load_control_settings().budgets
        templates = with_budgets(load_templates(ROOT / "k8s" / "workflows"), told)
        await asyncio.to_thread(require_session, self.database.session_url, "dispatcher")
        environment, patience = for_steps(self.environment), load_control_settings().task_patience
        async with (
            Pool(self.places, environment, self.home / "logs" / "workers.log") as pool,
            Supervisor(told=self._tell, patience=patience) as supervisor,
        ):
            executor = LocalExecutor(templates, pool, speed=self._speed)
            dispatcher = Dispatcher(
                self.database.session_url,
                executor,
                budgets(PIPELINES, told),
                places=self.places,
                only_job=self._only,
            )
            dispatcher.start(supervisor)
            pool.start(supervisor)
            if self._only is None:
                Scheduler(self.database.session_url).start(supervisor)
                start_bulk_worker(supervisor, self.settings)
            start_periodic(supervisor, self.settings, all_works(load_control_settings().retention))
            for child in self.children:
                supervisor.start(child.name, child.watch, silence=SILENCE_SECONDS)
            if self.database.embedded:
                supervisor.start("postgresql", self._keep_database, silence=SILENCE_SECONDS)
            lost = asyncio.create_task(supervisor.lost())
            await _unless(lost, dispatcher.ready.wait())
            await _unless(lost, pool.ready())
            self._started.set()
            if not self._gives_up:
                lost.cancel()
                await self._stop.wait()
            else:
                await _unless(lost, self._stop.wait())
                lost.cancel()

    async def _keep_database(self, pulse: Pulse) -> None:
        """Start an embedded PostgreSQL again if it died."""
        while True:
            await asyncio.to_thread(self.database.keep_running)
            pulse.beat()
            await asyncio.sleep(1.0)

    def _tell(self, states: list[TaskState]) -> None:
        for child in self.children:
            if child.name == "server":
                child.tell(line_of(states))


async def _unless(lost: asyncio.Task[None], wanted: Coroutine[None, None, object]) -> None:
    """Wait for it. Errors: its own; TaskFault once a task is lost."""
    waiting = asyncio.create_task(wanted)
    await asyncio.wait([lost, waiting], return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        waiting.cancel()
        await lost
    await waiting


def _most_workers(database: Database) -> int:
    """Each worker holds a connection: by JOBS_WORKER_CONNECTIONS, or by what PostgreSQL has left."""
    if (told := load_control_settings().worker_connections) is not None:
        return told
    with database.connection() as connection:
        return most_workers(connection)
