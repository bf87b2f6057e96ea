"""Run the emulators: in a thread of this process (tests, `bgjobs run`), or in a process of their own."""

from __future__ import annotations

import socket
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette

from pipelines.emulators.calls import Calls
from pipelines.emulators.emulator_app import create_app
from pipelines.emulators.injected_faults import Faults
from pipelines.emulators.rule_engines import RULE_ENGINES, RuleEngines


def listen(port: int = 0, host: str = "127.0.0.1") -> socket.socket:
    """A listening socket, on loopback unless told otherwise; port 0 picks a free one."""
    return socket.create_server((host, port), backlog=128)


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


class EmulatorServer(uvicorn.Server):
    """uvicorn with the plain settings that the emulators need; `announce` is said once it answers."""

    def __init__(self, app: Starlette, *, announce: str = "") -> None:
        # Faults that cut connections are meant, so what uvicorn has to say about them is not worth a line.
        super().__init__(uvicorn.Config(
            app, loop="asyncio", http="h11", ws="none", lifespan="off", access_log=False, log_config=None,
            log_level="critical", timeout_graceful_shutdown=1))  # fmt: skip
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._announce:
            sys.stdout.write(f"{self._announce}\n")
            sys.stdout.flush()


class Emulators:
    """Both providers on one free loopback port, in a thread; a context manager."""

    api_key = "emulator-test"

    def __init__(
        self, home: Path | None = None, *, port: int = 0, engines: RuleEngines = RULE_ENGINES
    ) -> None:
        self._listener = listen(port)
        self.url = url_of(self._listener)
        self.openai_base_url = f"{self.url}/v1"
        self.assemblyai_base_url = self.url
        self.app = create_app(home, engines=engines)
        self._server = EmulatorServer(self.app)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="emulators", daemon=True
        )

    @property
    def faults(self) -> Faults:
        faults: Faults = self.app.state.faults
        return faults

    @property
    def calls(self) -> Calls:
        calls: Calls = self.app.state.calls
        return calls

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.002)
        if not self._server.started:
            raise RuntimeError("the emulators did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(5)
        self._listener.close()
        self.app.state.speech.close()
