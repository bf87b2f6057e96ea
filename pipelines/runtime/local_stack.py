"""Everything a job needs, on one machine: PostgreSQL, provider stand-ins, dispatcher and local executor.

What is configured is used as it is; what is missing is started here and stopped with us.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import secrets
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self
from uuid import UUID

from pipelines import PIPELINES
from pipelines.control.dispatcher import Dispatcher
from pipelines.control.executors.local.executor import LocalExecutor
from pipelines.control.executors.local.pool import Pool
from pipelines.control.periodic import all_works, run_periodic
from pipelines.core.pipeline import budgets
from pipelines.core.rendered.template import load_templates
from pipelines.core.settings import load_control_settings
from pipelines.runtime.child_process import ROOT, ChildProcess
from pipelines.runtime.database import Database
from pipelines.runtime.provider_emulators import EMULATOR_KEY, provider_emulators
from pipelines.runtime.step_environment import for_steps
from pipelines.server.listening import url_of

SHOP_MAP = ROOT / "pipelines" / "samples" / "shop" / "data_map.yaml"
SERVER_SECONDS = 15  # the longest wait for the server's first answer


class LocalStack:
    """A running installation; a context manager. Its dispatcher and executor live in a thread with its own event loop.

    `only_job`: take this one job from the queue. `speed` divides the waits between attempts. `listener`: run the
    server on this socket as well, and close it at the end.
    """

    def __init__(
        self,
        database: Database,
        *,
        only_job: UUID | None = None,
        places: int = 32,
        speed: float = 1.0,
        listener: socket.socket | None = None,
    ) -> None:
        self.database, self._only, self._places, self._speed = database, only_job, places, speed
        self.settings = database.settings
        self.home = self.settings.home.resolve()
        self._listener = listener
        self.children: list[ChildProcess] = []
        self.environment = self._environment()
        if listener is not None:
            self.children.append(
                ChildProcess(
                    "pipelines.server",
                    listener,
                    self.home / "logs" / "server.log",
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
        prefix = f"{provider.lower()}_"
        return any(getattr(self.settings, prefix + name) is not None for name in ("api_key", "base_url"))

    def _environment(self) -> dict[str, str]:
        """The environment of the steps' processes."""
        told = {
            **os.environ,
            "DATABASE_URL": self.database.url,
            "JOBS_HOME": str(self.home),
            "JOBS_LOG_STDERR": "false",
        }
        told["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        if missing := self.rules_answer:
            emulators, url = provider_emulators(self.home / "emulators")
            self.children.append(emulators)
            if "OpenAI" in missing:
                told |= {"OPENAI_API_KEY": EMULATOR_KEY, "OPENAI_BASE_URL": f"{url}/v1"}
            if "AssemblyAI" in missing:
                told |= {"ASSEMBLYAI_API_KEY": EMULATOR_KEY, "ASSEMBLYAI_BASE_URL": url}
                if (
                    self._listener is not None
                ):  # the emulator reaches this machine; the real provider would not
                    told |= {
                        "JOBS_ASSEMBLYAI_WEBHOOK_URL": f"{url_of(self._listener)}/hooks/assemblyai",
                        "JOBS_ASSEMBLYAI_WEBHOOK_SECRET": secrets.token_hex(16),
                    }
        if self.database.embedded and self.settings.gdpr_database_url is None:
            from pipelines.samples.shop.sample import load_shop

            told |= {
                "JOBS_GDPR_DATABASE_URL": load_shop(self.database.url),
                "JOBS_GDPR_DATA_MAP": str(SHOP_MAP),
            }
        return told

    def __enter__(self) -> Self:
        for child in self.children:
            child.keep_running()
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            raise self._failure
        if self._listener is not None:
            _wait_for_server(self._listener)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(15)
        for child in self.children:
            child.stop()

    def _main(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failure = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        templates = load_templates(ROOT / "k8s" / "workflows")
        environment = for_steps(self.environment)
        async with Pool(self._places, environment, self.home / "logs" / "workers.log") as pool:
            executor = LocalExecutor(templates, pool, speed=self._speed)
            dispatcher = Dispatcher(
                self.database.url, executor, budgets(PIPELINES), places=self._places, only_job=self._only
            )
            serving = asyncio.create_task(dispatcher.run())
            housekeeping = asyncio.create_task(
                run_periodic(self.settings, all_works(load_control_settings().retention))
            )
            first = asyncio.create_task(dispatcher.ready.wait())
            await asyncio.wait([serving, first], return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
            self._started.set()
            await self._until_stopped(serving)
            serving.cancel()
            housekeeping.cancel()
            await asyncio.gather(serving, housekeeping, return_exceptions=True)

    async def _until_stopped(self, serving: asyncio.Task[None]) -> None:
        """Until asked to stop, start again what died."""
        assert self._stop is not None  # noqa: S101  set in _serve
        while not self._stop.is_set() and not serving.done():
            for child in self.children:
                child.keep_running()
            await asyncio.to_thread(self.database.keep_running)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), 1.0)


def _wait_for_server(listener: socket.socket) -> None:
    """Until it answers: the request waits in the socket's queue. Errors: OSError if it does not."""
    host, port = listener.getsockname()[:2]
    connection = http.client.HTTPConnection(host, port, timeout=SERVER_SECONDS)
    try:
        connection.request("GET", "/health/live")
        connection.getresponse().read()
    finally:
        connection.close()
